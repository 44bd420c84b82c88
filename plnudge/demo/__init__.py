"""The whole of it on one machine: the app against the local Slack, with a district in it."""

from __future__ import annotations

from plnudge.demo.opening import following_clock, open_demo, run_demo

__all__ = ["following_clock", "open_demo", "run_demo"]
