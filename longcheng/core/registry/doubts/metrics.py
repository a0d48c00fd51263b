"""The counters of doubts in the Prometheus text format: by register and owner of the field, never by person."""

from collections.abc import Iterator

from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from longcheng.core.registry.doubts.queries import waiting_by_owner


class DoubtsCollector(Collector):
    """Reads the database at each scrape; one query over the open ones alone."""

    def collect(self) -> Iterator[Metric]:
        labels = ["register", "owner"]
        waiting = GaugeMetricFamily(
            "longcheng_doubts_open", "Values of registers that are being checked.", labels=labels
        )
        late = GaugeMetricFamily("longcheng_doubts_late", "Open ones past their date.", labels=labels)
        oldest = GaugeMetricFamily("longcheng_doubts_oldest_seconds", "Age of the oldest open one.", labels=labels)
        now = timezone.now()
        for one in waiting_by_owner():
            key = [one.register, one.owner]
            waiting.add_metric(key, one.count)
            late.add_metric(key, one.late)
            oldest.add_metric(key, (now - one.oldest).total_seconds())
        yield from (waiting, late, oldest)
