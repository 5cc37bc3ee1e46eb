"""Traces: which business steps of a case followed from each other, across all processes.

A trace begins with a command that somebody gives, and holds everything that follows from it: the event in the
ledger, its shipping, what the other stages do about it, the mail that is sent. The traceparent (W3C Trace
Context) of the step that wrote an event is part of the event, so a trace survives every queue and restart.

Nothing else is carried along: no baggage and no tracestate, whatever OTEL_PROPAGATORS says. Attributes are
ids and codes, never what somebody entered.
"""
