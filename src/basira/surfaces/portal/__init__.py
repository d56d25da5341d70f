"""The portal: where a measured body reads its own report and answers."""
