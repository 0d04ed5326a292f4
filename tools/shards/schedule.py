"""Which shard runs which file, and when."""

from collections import deque
from dataclasses import dataclass, field


@dataclass
class File:
    """What is left to run of a file, for one group of add-ons.

    :param tests: ids of its tests, in their order
    :param seconds: what it is expected to take; infinite when that is not known
    :param browser: whether it starts a browser
    """

    group: str
    path: str
    tests: list[str]
    seconds: float = float("inf")
    browser: bool = False


@dataclass
class _Shard:
    group: str
    collected: dict[str, int] | None = None
    # of the files it was given, what it has not finished: (test, its file)
    left: deque = field(default_factory=deque)

    @property
    def browser(self):
        return any(file.browser for _test, file in self.left)


class Schedule:
    """The order of work, as pytest-xdist asks for it (``xdist.scheduler.Scheduling``).

    A shard gets whole files, the next one before the last test of the one it is at:
    pytest has to know what follows a test to tidy up behind it. The longest file comes
    first; files that start a browser are given to one shard at a time. As many shards
    as there are cores work at the same time; those of the next group of add-ons begin
    when others have nothing left.
    """

    def __init__(self, expected, at_once, times):
        """
        :param expected: number of shards there are to begin with
        :param at_once: how many may work at the same time
        :param times: :class:`.times.Times`
        """
        self.expected = expected
        self.at_once = at_once
        self.times = times
        self.begun = 0
        self.total = 0  # tests there are, of all groups
        self.shards = {}
        self.files = {}  # group -> files no shard has yet, in their order
        self.never = set()  # (group, test) that was not finished

    # -- what pytest-xdist asks and says ------------------------------------------

    @property
    def nodes(self):
        return list(self.shards)

    @property
    def collection_is_completed(self):
        return self.begun >= self.expected

    @property
    def has_pending(self):
        return any(self.files.values()) or any(s.left for s in self.shards.values())

    @property
    def tests_finished(self):
        # a shard runs its last test once it is told that nothing follows
        return (
            self.collection_is_completed
            and not any(self.files.values())
            and all(len(shard.left) < 2 for shard in self.shards.values())
        )

    def add_node(self, node):
        self.shards[node] = _Shard(node.gateway.spec.group)

    def add_node_collection(self, node, collection):
        shard = self.shards[node]
        shard.collected = {test: number for number, test in enumerate(collection)}
        self.begun += 1
        if shard.group not in self.files:
            self.files[shard.group] = self._in_order(shard.group, collection)
            self.total += len(collection)
            self.never.update((shard.group, test) for test in collection)

    def mark_test_complete(self, node, item_index, duration=0):
        shard = self.shards[node]
        test, _file = shard.left.popleft()
        assert shard.collected[test] == item_index
        self.never.discard((shard.group, test))
        self.schedule()

    def remove_node(self, node):
        """Forget a shard; what it has not run is for others of its group.

        :return: the test during which it died, or ``None``
        """
        shard = self.shards.pop(node)
        if not shard.left:
            return None
        died_in, _file = shard.left.popleft()
        self.never.discard((shard.group, died_in))
        files = []
        for test, file in shard.left:
            if not files or files[-1].path != file.path:
                files.append(
                    File(file.group, file.path, [], file.seconds, file.browser)
                )
            files[-1].tests.append(test)
        self.files[shard.group][:0] = files
        return died_in

    def schedule(self):
        """Give work to every shard that is about to have none."""
        for node, shard in list(self.shards.items()):
            if shard.collected is None:
                continue
            while len(shard.left) < 2 and not node.shutting_down:
                if not self._next_file(node, shard):
                    break

    # -- how it decides -----------------------------------------------------------

    @property
    def _working(self):
        return sum(1 for shard in self.shards.values() if shard.left)

    def _in_order(self, group, tests):
        files = {}
        for test in tests:
            path = test.split("::")[0]
            if path not in files:
                files[path] = File(group, path, [], *self.times.of(path))
            files[path].tests.append(test)
        return sorted(files.values(), key=lambda file: -file.seconds)

    def _next_file(self, node, shard):
        """Give a shard one more file, or tell it that nothing follows.

        :return: whether it was given one
        """
        if not shard.left and self._working >= self.at_once:
            return False
        others = [one for one in self.shards.values() if one is not shard]
        taken = any(one.browser for one in others)
        files = self.files[shard.group]
        for file in files:
            if file.browser and taken:
                continue
            files.remove(file)
            shard.left.extend((test, file) for test in file.tests)
            node.send_runtest_some([shard.collected[test] for test in file.tests])
            return True
        # What is left, if anything, wants the browser another has, who will do it.
        group = [one for one in others if one.group == shard.group]
        if not files or any(one.browser for one in group):
            node.shutdown()
        return False
