"""A part that is run by itself: what it tells its checks to; and one that is part of the full drill only."""


class Report:
    def __init__(self):
        self.figures, self.failed = {}, 0

    def check(self, name, passed, said=""):
        self.failed += not passed
        print(f"{'passed' if passed else 'FAILED'}: {name}" + (f" ({said})" if said else ""),
              flush=True)

    def end(self):
        for name, value in self.figures.items():
            print(f"{name}: {value:.2f}")
        print(f"{self.failed} failed")
        return 1 if self.failed else 0


def left_out(options, name, report):
    """Whether a part that takes long isn't asked for: it is in the full drill, or run by its name."""
    if getattr(options, "full", True) or options.only == name:
        return False
    print(f"skipped: {name}, for it is part of the full drill only")
    report.figures[name] = "skipped: it is part of the full drill only"
    return True
