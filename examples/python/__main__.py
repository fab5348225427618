import pulumi
import pulumi_tasknet as tasknet

config = pulumi.Config()

session = tasknet.Session(
    "browser",
    lease_time=config.require_int("leaseTime"),
    driver=tasknet.Driver.PUPPETEER,
    is_vnc_enabled=True,
)

info = tasknet.get_session_output(session_uuid=session.session_uuid)

pulumi.export("sessionUUID", session.session_uuid)
pulumi.export("expiresAt", session.expires_at)
pulumi.export("status", info.status)
# A secret: `pulumi stack output --show-secrets` shows it.
pulumi.export("vncPassword", session.vnc_password)
