"""`safelist check`: is it open from this machine, and if not, why?"""

from __future__ import annotations

import asyncio
import datetime as dt
import sys

import click

from safelist.catalog.requirement import Role
from safelist.catalog.row import EditionReference, Row
from safelist.check.route import Direct, ThroughProxy
from safelist.check.routes import Routes, environment_proxies
from safelist.check.run import Run, Settings
from safelist.check.saved import Saved, SavedRow, document, write
from safelist.check.system_proxy import read_system_proxies
from safelist.check.target import Plan, plan
from safelist.cli.check_inputs import (
    Seconds,
    chosen_rows,
    name_server,
    pinned_name,
    read_names,
)
from safelist.cli.exits import INTERRUPTED, NOTHING_TO_WORK_ON, exit_code, fail_on_option
from safelist.cli.output import Output, check_writable, output_options, write_file
from safelist.cli.profile import Profile, load_profile, profile_options
from safelist.report import FORMATS, writer


@click.command("check")
@profile_options
@click.option(
    "--proxy", metavar="URL", help="Go through this proxy: http://user:password@host:port."
)
@click.option("--direct", is_flag=True, help="Use no proxy, whatever is set up.")
@click.option(
    "--timeout",
    type=Seconds(),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="For each step.",
)
@click.option("--only", metavar="PATTERN", multiple=True, help="Only rows that this touches.")
@click.option("--names", metavar="FILE", help="Names to try under wildcards, one a line.")
@click.option(
    "--resolver",
    metavar="ADDRESS[:PORT]",
    multiple=True,
    help="Ask this name server instead of the system.",
)
@click.option(
    "--resolve",
    "pins",
    metavar="NAME=ADDRESS",
    multiple=True,
    help="Take this address for a name instead of asking.",
)
@click.option("--save", metavar="FILE", help="Keep everything that was seen, for `diagnose`.")
@fail_on_option
@output_options(*FORMATS)
def command(
    edition: str,
    cloud: str,
    role: str | None,
    client: str | None,
    optional: bool,
    overlays: tuple[str, ...],
    proxy: str | None,
    direct: bool,
    timeout: float,
    only: tuple[str, ...],
    names: str | None,
    resolver: tuple[str, ...],
    pins: tuple[str, ...],
    save: str | None,
    fail_on: str,
    format_: str,
    output: str | None,
    color: str,
    quiet: bool,
) -> int:
    """Try every address on the list from this machine, and say why what fails does.

    Without --role it checks as a session host. Names behind wildcards are tried through names
    known to exist; see --names. Nothing that identifies the machine or user is sent.
    """
    if role is None and client is None:
        role = Role.SESSION_HOST
    profile = load_profile(edition, cloud, role, client, optional=optional, overlays=overlays)
    rows = chosen_rows(profile.requirements, only)
    to = Output(format_, output, color, quiet)
    if not rows:
        to.say("nothing to check: no row fits")
        return NOTHING_TO_WORK_ON
    if save:
        check_writable(save)
    routes = _routes(profile, proxy, direct=direct)
    planned = plan(rows, read_names(names) if names else ())
    settings = Settings(
        timeout, tuple(map(name_server, resolver)) or None, routes, dict(map(pinned_name, pins))
    )
    for target in planned.targets:
        routes.route(target)  # a proxy setting that cannot be used is an error before anything else
    progress = _Progress(len(planned.targets), to)
    run = Run(planned, settings, progress.step)
    interrupted = _run(run)
    progress.clear()
    saved = _saved(profile, planned, run, settings)
    if save:
        write_file(save, write(saved))
        to.say(f"saved to {save}")
    report = document(saved)
    to.write(lambda out: writer(format_)(report, out))
    return INTERRUPTED if interrupted else exit_code(report, fail_on)


def _run(run: Run) -> bool:
    """Run to the end or until Ctrl-C; tell whether it was stopped."""
    try:
        asyncio.run(run.all())
    except KeyboardInterrupt:
        return True
    return False


class _Progress:
    """One line on a terminal that counts; nothing in a pipe."""

    def __init__(self, total: int, to: Output) -> None:
        self._total = total
        self._done = 0
        self._shows = sys.stderr is not None and sys.stderr.isatty() and not to.quiet

    def step(self) -> None:
        """Count one more."""
        self._done += 1
        if self._shows:
            click.echo(f"\rchecking {self._done} of {self._total}", nl=False, err=True)

    def clear(self) -> None:
        """Take the line away, so that the report begins on one of its own."""
        if self._shows:
            click.echo(f"\r{' ' * 40}\r", nl=False, err=True)


def _routes(profile: Profile, proxy: str | None, *, direct: bool) -> Routes:
    """Choose the routes: what the user says, else what this machine is set up with."""
    if proxy and direct:
        raise click.UsageError("--proxy and --direct exclude each other")
    if direct:
        return Routes(Direct())
    settings = read_system_proxies()
    # A client runs as the user; the agents of a session host run as the machine.
    system = settings.user if profile.role is Role.CLIENT else settings.machine
    explicit = ThroughProxy.parse(proxy) if proxy else None
    return Routes(explicit, environment_proxies(), system)


def _saved(profile: Profile, planned: Plan, run: Run, settings: Settings) -> Saved:
    routes = {target.id: settings.routes.route(target) for target in planned.targets}
    proxied = {key: one.host for key, one in routes.items() if isinstance(one, ThroughProxy)}
    used = sorted(
        {f"{one} ({one.source})" for one in routes.values() if isinstance(one, ThroughProxy)}
    )
    caught = {
        host: f"{one} catches it, set in {one.source}"
        for host, one in settings.routes.catching().items()
    }
    return Saved(
        made=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        edition=EditionReference.of(profile.edition),
        profile={**profile.words, "route": " and ".join(used) or "direct"},
        rows=[
            SavedRow(requirement=Row.of(one.requirement), targets=list(one.targets))
            for one in planned.rows
        ],
        targets=list(planned.targets),
        observations=run.observations,
        unfinished=sorted(run.unfinished),
        proxied=proxied,
        caught=caught,
        notes=_notes(profile, settings),
    )


def _notes(profile: Profile, settings: Settings) -> list[str]:
    notes = []
    if profile.edition.confidence != "published":
        notes.append(
            f"the edition is {profile.edition.confidence}: {profile.edition.confidence_note}"
        )
    system = settings.routes.system
    if system and system.script:
        notes.append(
            f"{system.source} names the PAC file {system.script}, which was not evaluated; "
            "give the proxy it would choose with --proxy"
        )
    return notes
