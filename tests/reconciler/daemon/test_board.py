from reconciler.daemon.board import Board, HostStatus


def board() -> Board:
    return Board("site", lambda: 0.0)


def test_a_host_that_was_introduced_is_shown_as_it_was_last_published() -> None:
    """Each publication is a snapshot of its own."""
    shown = board()
    shown.introduce_host(HostStatus("kvm01", 60.0))
    before = shown.snapshot
    shown.publish_host(HostStatus("kvm01", 60.0, completed=5.0))
    assert shown.snapshot.hosts["kvm01"].completed == 5.0
    assert before.hosts["kvm01"].completed == 0.0
    assert shown.snapshot.number > before.number


def test_a_withdrawn_host_stays_away() -> None:
    """A cycle of it that ends later would leave a host there that never becomes ready again."""
    shown = board()
    shown.introduce_host(HostStatus("kvm01", 60.0))
    shown.introduce_host(HostStatus("kvm02", 60.0))
    shown.withdraw_host("kvm01")
    shown.publish_host(HostStatus("kvm01", 60.0, completed=5.0))
    assert set(shown.snapshot.hosts) == {"kvm02"}
    shown.introduce_host(HostStatus("kvm01", 60.0))
    assert set(shown.snapshot.hosts) == {"kvm01", "kvm02"}
