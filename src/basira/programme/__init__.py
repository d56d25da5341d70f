"""The programme, one app a stage, in order of time. Upstream never knows downstream."""
