"""What is recorded after steps: whose an item is that the manifest has no entry for any more."""

from reconciler.readback import Job, parted, settled
from reconciler.steps import Outcome, Result, State, Step, Verb, Verdict
from schemas.facts import Facts, Ref
from state.world import Live, Record

REF = Ref("VirtualMachine", "kvm01", "web", "")
CONTROLLER: Facts = {"controllers[usb0]": True, "controllers[usb0].model": "nec-xhci"}
CARD: Facts = {"interfaces[lan]": True, "interfaces[lan].mac": "52:54:00:00:00:01"}
NAMELESS: Facts = {"interfaces[@x]": True, "interfaces[@x].mac": "52:54:00:00:00:01"}


def recorded(before: Facts, live: Live, result: Result = Result.DONE) -> Facts:
    """What is recorded after the item was to be taken out of the definition."""
    job = Job(Verdict(REF, State.DRIFTED), None, Record(REF, "u", before), live)
    step = Step(Verb.DEFINE, REF, tuple(path for path in before if path.endswith("]")))
    return settled(parted(job, {}, [Outcome(step, result)], live), {}, live)


def test_what_libvirt_puts_back_is_not_ours() -> None:
    """It adds a USB controller of its own where there is no other."""
    there: Facts = {**CONTROLLER, "controllers[usb0].model": "qemu-xhci"}
    assert recorded(CONTROLLER, Live(REF, "u", there)) == {"active": False}
    assert recorded(CONTROLLER, Live(REF, "u", there, CONTROLLER)) == {"active": True}


def test_what_was_not_taken_out_is_still_ours() -> None:
    """The definition was refused, so that the item is what it was."""
    assert recorded(CONTROLLER, Live(REF, "u", CONTROLLER), Result.FAILED).items() >= CONTROLLER.items()


def test_a_nameless_device_that_runs_on_is_still_ours() -> None:
    """By what tells it, which is kept with it; the definition has it no more."""
    assert recorded(CARD, Live(REF, "u", {}, NAMELESS)).items() >= CARD.items()
    assert recorded(CARD, Live(REF, "u", {}, {})).keys().isdisjoint(CARD)
