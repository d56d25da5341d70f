"""
The phones of the capture benchmark, as a process of their own: `phones.py PLAN RESULTS`.

It makes every visit first and says "ready"; at "go" on its standard input each phone begins in its own moment of the plan,
asks for its state, says the key of the device, seals its visit to the point that it was told, and gives it over part by part
(ADR-0024), each again, as the notes do, until it is answered well. Bounded in count by the plan and in time by its deadline.
"""

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(1, str(HERE.parent / "submission"))

from captured import ANSWERS, KINDS, PLACES, RECORD, Visit, make  # noqa: E402
from sealed_door import BROKEN, Home, Line, give_over, sealed  # noqa: E402

AGAIN_S = 2.0
NO_ANSWER = 599
CALLED = {ANSWERS: "answers", RECORD: "record", PLACES: "places", "list": "list"}
"""What a part is called in the figures; the others are photos."""

GOOD = {"PUT": (200, 201), "POST": (201,), "GET": (200,)}


class Phone:
    """One phone: its key, its visit, and what came of everything that it asked."""

    def __init__(self, url: str, told: dict[str, Any], visit: Visit, deadline: float) -> None:
        self.line = Line(url, told["key"])
        self.visit = visit
        self.deadline = deadline
        self.asked: list[tuple[str, int, float]] = []
        self.is_given_over = False
        self.began = self.ended = 0.0

    def live(self) -> None:
        """Open the notes, say the key, give the visit over."""
        self.began = time.monotonic()
        state = self.ask("state", "GET", "/notes/state.json")
        if state is not None:
            self.ask("device", "PUT", "/notes/device", json.dumps({"key": self.visit.device}).encode())
            whole = sealed(Home.told(state), self.visit.instance, self.visit.parts)
            self.is_given_over = give_over(self.ask, whole)
        self.ended = time.monotonic()
        self.line.close()

    def ask(self, what: str, method: str, path: str, content: bytes = b"") -> bytes | None:
        """Ask until it is answered well; None when time is up."""
        name = CALLED.get(what, "photo" if what in self.visit.parts else what)
        while time.monotonic() < self.deadline:
            began = time.perf_counter()
            status, answer = self.line.ask(method, path, content)
            wrong = 0 if status in GOOD[method] else NO_ANSWER if status == BROKEN else status
            self.asked.append((name, wrong, (time.perf_counter() - began) * 1000))
            if not wrong:
                return answer
            time.sleep(AGAIN_S)
        return None

    def result(self, start: float) -> dict[str, Any]:
        """Return what is known of this visit afterwards: names, hashes, and what was acknowledged."""
        visit = self.visit
        sizes = [len(content) for name, content in visit.parts.items() if name not in KINDS]
        return {
            "instance": visit.instance, "mission": visit.mission, "words": visit.words, "hashes": visit.hashes,
            "photo_sizes": sizes, "acknowledged": sorted(visit.hashes) if self.is_given_over else [], "asked": self.asked,
            "began": self.began - start, "ended": self.ended - start,
        }  # fmt: skip


def main(plan: dict[str, Any], results: Path) -> None:
    """Make the visits, wait for "go", have every phone live in its moment, and write what came of it."""
    visits = [make(told, told["seed"]) for told in plan["phones"]]
    print("ready", flush=True)
    if sys.stdin.readline().strip() != "go":
        return
    start = time.monotonic()
    phones = [
        Phone(plan["url"], told, visit, start + plan["deadline_s"])
        for told, visit in zip(plan["phones"], visits, strict=True)
    ]
    threads = []
    for told, phone in sorted(zip(plan["phones"], phones, strict=True), key=lambda pair: pair[0]["at_s"]):
        time.sleep(max(0.0, start + told["at_s"] - time.monotonic()))
        threads.append(threading.Thread(target=phone.live, daemon=True))
        threads[-1].start()
    for thread in threads:
        thread.join()
    results.write_text(json.dumps([phone.result(start) for phone in phones]))


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))
