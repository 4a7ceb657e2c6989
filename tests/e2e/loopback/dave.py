"""End-to-end encryption of a voice channel (DAVE): the server proposes who comes in, the members decide by their keys.

The people of the test are members like the bot, and so can hear it; the server cannot.
"""

from typing import Protocol

import davey

from tests.e2e.loopback.mls import add_proposal, commit_epoch, external_sender, split_commit, vector
from tests.e2e.loopback.p256 import Key
from tests.e2e.loopback.people import Payload, User

PREPARE_TRANSITION, EXECUTE, PREPARE_EPOCH, SENDER, PROPOSALS, ANNOUNCE, WELCOME = 21, 22, 24, 25, 27, 29, 30
SEALED = b"\xfa\xfa"
"""How a frame ends that is encrypted."""


class Party(Protocol):
    """Somebody in the group: the bot behind its socket, or a listener."""

    async def send(self, op: int, data: Payload) -> None: ...

    async def send_binary(self, op: int, data: bytes) -> None: ...


class Listener:
    """A person who listens, with a session of their own."""

    def __init__(self, group: "Group", user: User) -> None:
        self.group = group
        self.user = user
        self.session = davey.DaveSession(davey.DAVE_PROTOCOL_VERSION, int(user.id), group.id)

    async def send(self, op: int, data: Payload) -> None:
        if op == PREPARE_EPOCH:
            self.session.reinit(data["protocol_version"], int(self.user.id), self.group.id)

    async def send_binary(self, op: int, data: bytes) -> None:
        if op == SENDER:
            self.session.set_external_sender(data)
            await self.group.join(self, self.session.get_serialized_key_package())
        elif op == PROPOSALS:
            result = self.session.process_proposals(davey.ProposalsOperationType.append, data[1:])
            assert result
            self.group.offers.append(result.commit + (result.welcome or b""))
        elif op == ANNOUNCE:
            self.session.process_commit(data[2:])
        elif op == WELCOME:
            self.session.process_welcome(data[2:])

    def hear(self, speaker: User, frame: bytes) -> bytes:
        """The Opus in an encrypted frame.

        Raises:
            Exception: it cannot be decrypted.
        """
        return self.session.decrypt(int(speaker.id), davey.MediaType.audio, frame)


class Group:
    """The group of one channel. One joiner after the other is proposed, and the first commit counts.

    `transitions`: how often those inside have changed keys. `refused`: commits that the bot could not follow.
    """

    def __init__(self, channel: str) -> None:
        self.id = int(channel)
        self.key = Key()
        self.epoch = 0
        self.members: list[Party] = []
        self.waiting: list[tuple[Party, bytes]] = []
        self.listeners: dict[str, Listener] = {}
        self.transitions = 0
        self.refused = 0
        self.unready: list[Party] = []
        self.offers: list[bytes] = []

    async def enter(self, user: User) -> None:
        """A person comes to listen."""
        if user.id not in self.listeners:
            self.listeners[user.id] = Listener(self, user)
            await self.welcome(self.listeners[user.id])

    async def leave(self, user: User) -> None:
        if listener := self.listeners.pop(user.id, None):
            await self.part(listener)

    async def welcome(self, party: Party) -> None:
        """Tell who makes the proposals; the key package comes by itself."""
        await party.send_binary(SENDER, external_sender(self.key))

    async def join(self, party: Party, key_package: bytes) -> None:
        """Take somebody in: at once into an empty group, else by a proposal."""
        if not self.members:
            self.members = [party]
            return
        self.waiting.append((party, key_package))
        if len(self.waiting) == 1:
            await self.propose()

    async def propose(self) -> None:
        """Propose whoever waits longest. Listeners offer their commits at once, the bot sends its own some time."""
        proposal = add_proposal(self.key, self.id, self.epoch, self.waiting[0][1])
        for member in tuple(self.members):
            await member.send_binary(PROPOSALS, b"\x00" + vector(proposal))
        offers, self.offers = self.offers, []
        for offer in offers[:1]:
            await self.commit(offer)

    async def commit(self, data: bytes) -> None:
        """Let everybody follow the first commit; those after it come too late."""
        if not self.waiting or commit_epoch(data) != self.epoch:
            return
        commit, welcome = split_commit(data)
        joiner, _ = self.waiting.pop(0)
        self.epoch += 1
        self.transitions += 1
        transition = self.transitions.to_bytes(2, "big")
        old, self.members = self.members, [*self.members, joiner]
        self.unready = [member for member in self.members if not isinstance(member, Listener)]
        for member in old:
            await member.send_binary(ANNOUNCE, transition + commit)
        await joiner.send_binary(WELCOME, transition + welcome)
        if self.waiting:
            await self.propose()

    async def ready(self, party: Party, transition: int) -> None:
        """When all have the new keys, they are used."""
        if transition != self.transitions or party not in self.unready:
            return
        self.unready.remove(party)
        if not self.unready:
            for member in self.members:
                await member.send(EXECUTE, {"transition_id": transition})

    async def part(self, party: Party) -> None:
        """Somebody has gone, and shall understand nothing more: the others begin anew."""
        self.waiting = [(waiting, package) for waiting, package in self.waiting if waiting is not party]
        if party not in self.members:
            return
        self.members.remove(party)
        await self.upgrade()

    async def downgrade(self) -> None:
        """Somebody has come who knows no encryption: all agree to do without."""
        self.transitions += 1
        self.unready = [member for member in self.members if not isinstance(member, Listener)]
        for member in self.members:
            await member.send(PREPARE_TRANSITION, {"transition_id": self.transitions, "protocol_version": 0})

    async def upgrade(self) -> None:
        """Begin anew, with keys that nobody has who has gone."""
        others, self.members, self.epoch = self.members, [], 0
        for member in others:
            await member.send(PREPARE_EPOCH, {"transition_id": 0, "protocol_version": 1, "epoch": 1})
            await self.welcome(member)

    def hear(self, speaker: User, frame: bytes) -> tuple[bytes, bool]:
        """The Opus in a frame, or nothing where nobody can decrypt it; and whether it was encrypted."""
        if not frame.endswith(SEALED):
            return frame, False
        for listener in self.listeners.values():
            try:
                return listener.hear(speaker, frame), True
            except Exception:  # noqa: BLE001 - davey raises what it likes; the next one may have the key
                continue
        return b"", True
