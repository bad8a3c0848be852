"""The parts of benchmarks/partner_latency.py: one actor, one server, two systems that answer."""
