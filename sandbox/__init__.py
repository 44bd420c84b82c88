"""A local Slack, real at the wire, for playing with an app and for testing it.

Start reading at `sandbox.server` (what runs) and `sandbox.client` (who uses it).
Calls of the app come in at `sandbox.web_api`; acts of people go out by `sandbox.courier`.
`sandbox.state` remembers, `sandbox.block_kit` judges, `sandbox.clock` tells the time.
Nothing here knows which app it is that talks.
"""

from __future__ import annotations
