"""`safelist audit`: would this policy let it through?"""

from __future__ import annotations

import re

import click

from safelist.audit.document import document
from safelist.catalog.requirement import Role
from safelist.cli.exits import NOTHING_TO_WORK_ON, exit_code, fail_on_option
from safelist.cli.output import Output, output_options
from safelist.cli.profile import load_profile, profile_options
from safelist.platforms.registry import NAMES, platform
from safelist.policy import Policy, trace
from safelist.report import FORMATS, writer
from safelist.sets.names import is_address, normalize_host
from safelist.sets.ports import Protocol
from safelist.sets.traffic import Flow


@click.command("audit")
@click.argument("product", metavar="PLATFORM", type=click.Choice(NAMES))
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@profile_options
@click.option("--trace", "flow", metavar="HOST:PORT", help="Walk one connection through the rules.")
@fail_on_option
@output_options(*FORMATS)
def command(
    product: str,
    files: tuple[str, ...],
    edition: str,
    cloud: str,
    role: str | None,
    client: str | None,
    optional: bool,
    overlays: tuple[str, ...],
    flow: str | None,
    fail_on: str,
    format_: str,
    output: str | None,
    color: str,
    quiet: bool,
) -> int:
    """Prove which requirements the policy in FILE lets through.

    For whatever is not covered it shows a host that is denied, and the rule that denies it.
    Without --role it audits for session hosts. PLATFORM is "squid".
    """
    if role is None and client is None:
        role = Role.SESSION_HOST
    profile = load_profile(edition, cloud, role, client, optional=optional, overlays=overlays)
    chosen = platform(product)
    policy = chosen.read(files)
    to = Output(format_, output, color, quiet)
    if flow:
        to.write(lambda out: out.write(_traced(policy, _flow(flow))))
        return 0
    if not profile.requirements:
        to.say("nothing to audit: no row fits")
        return NOTHING_TO_WORK_ON
    report = document(profile.edition, profile.requirements, profile.words, policy, chosen)
    to.write(lambda out: writer(format_)(report, out))
    return exit_code(report, fail_on)


def _flow(text: str) -> Flow:
    found = re.fullmatch(r"\[?(.+?)\]?:(\d+)", text)
    if not found or int(found[2]) > 65535:
        raise click.BadParameter(f'"{text}" is not HOST:PORT', param_hint="--trace")
    host, port = found[1], int(found[2])
    if is_address(host):
        return Flow(None, host, Protocol.TCP, port)
    # The address stands for any public one: a name is not known to lead to a certain one.
    return Flow(normalize_host(host), "203.0.113.1", Protocol.TCP, port)


def _traced(policy: Policy, flow: Flow) -> str:
    decision, steps = trace(policy, flow)
    lines = [f"{flow}: {decision}"]
    for step in steps:
        lines.append(f"  {step.stage.name}")
        for rule in step.rules:
            sure = "matches" if flow in rule.match.must else "may match"
            lines.append(f"    {rule.origin}: {rule.name} ({sure})")
            lines += [f"      depends on {named}" for named in sorted(rule.match.depends_on)]
        if not step.rules or flow not in step.rules[-1].match.must:
            lines.append(f"    no rule matches: {step.stage.otherwise}")
    return "\n".join(lines) + "\n"
