"""The counters in the Prometheus text format."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from longcheng.core.events.counters import accepted, counts, waits


class EventsCollector(Collector):
    """Reads the database at each scrape, so that every web process tells the same."""

    def collect(self) -> Iterator[Metric]:
        by_name = CounterMetricFamily(
            "longcheng_events_accepted", "Events acknowledged to an action.", labels=["event"]
        )
        for name, count in accepted().items():
            by_name.add_metric([name], count)
        yield by_name
        labels = ["event", "handler"]
        stored = CounterMetricFamily("longcheng_deliveries_stored", "Deliveries written.", labels=labels)
        owed = CounterMetricFamily("longcheng_deliveries_accepted", "Events owed to the handler.", labels=labels)
        done = CounterMetricFamily(
            "longcheng_deliveries_delivered", "Deliveries whose handler committed.", labels=labels
        )
        states = GaugeMetricFamily("longcheng_deliveries_open", "Deliveries not yet done.", labels=[*labels, "state"])
        for row in counts():
            key = [row.event_name, row.handler]
            owed.add_metric(key, row.accepted)
            stored.add_metric(key, row.stored)
            done.add_metric(key, row.delivered)
            for state in ("waiting", "dead", "dropped"):
                states.add_metric([*key, state], getattr(row, state))
        yield from (owed, stored, done, states)
        delay = GaugeMetricFamily(
            "longcheng_delivery_delay_seconds",
            "From acceptance to the handler's commit, over the last five minutes.",
            labels=["lane", "quantile"],
        )
        for wait in waits():
            delay.add_metric([wait.lane, "0.5"], wait.median_s)
            delay.add_metric([wait.lane, "0.99"], wait.p99_s)
        yield delay
