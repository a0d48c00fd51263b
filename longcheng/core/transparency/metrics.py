"""The ledger's counters in the Prometheus text format."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from longcheng.core.transparency.counters import count, delay


class LedgerCollector(Collector):
    """Reads the database at each scrape, so that every web process tells the same."""

    def collect(self) -> Iterator[Metric]:
        now = count()
        yield CounterMetricFamily("longcheng_ledger_accepted", "Lines acknowledged to a reader.", value=now.accepted)
        yield CounterMetricFamily("longcheng_ledger_stored", "Lines in the table.", value=now.stored)
        yield CounterMetricFamily("longcheng_ledger_sealed", "Lines under a signed checkpoint.", value=now.sealed)
        yield GaugeMetricFamily(
            "longcheng_ledger_refused",
            "Places that cannot be sealed: the table was changed by hand.",
            value=now.refused,
        )
        # The quantiles know only what was sealed: where nothing is, they stand at zero and this one rises.
        yield GaugeMetricFamily(
            "longcheng_ledger_waiting_seconds", "Age of the oldest line that is not sealed.", value=now.waiting_s
        )
        waits = GaugeMetricFamily(
            "longcheng_ledger_seal_seconds", "From reading to seal, over the last five minutes.", labels=["quantile"]
        )
        lately = delay()
        waits.add_metric(["0.5"], lately.median_s)
        waits.add_metric(["0.99"], lately.p99_s)
        yield waits
