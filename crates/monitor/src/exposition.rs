//! The figures for other people's tools: one OpenTelemetry meter provider, read as Prometheus text.
//!
//! Instruments are made from the probe table, so that a name, a unit and a `HELP` line exist once.
//! Values come from the database at the moment of the scrape: every node answers the same,
//! whichever of them polled. Series stay bounded at any account size: labels are the connection
//! and the measure's own descriptor, never a person or a meeting. A figure that is older than
//! three periods is left out, so that a stopped probe shows as absent and not as a flat line.

use std::sync::{Arc, Mutex, PoisonError};

use opentelemetry::{
    KeyValue,
    metrics::{AsyncInstrument, Counter, Meter, MeterProvider},
};
use opentelemetry_prometheus_text_exporter::PrometheusExporter;
use opentelemetry_sdk::{
    Resource,
    metrics::{Instrument, SdkMeterProvider, Stream},
};

use crate::{
    outcome::Outcome,
    probe::{Measure, Probe},
    probes::probes,
    unit::Unit,
};

/// One value to expose.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    pub(crate) metric: &'static str,
    pub(crate) labels: Vec<KeyValue>,
    pub(crate) value: f64,
}

type Figures = Arc<Mutex<Vec<Figure>>>;

/// The meter provider and its reader.
pub(crate) struct Exposition {
    exporter: PrometheusExporter,
    /// Held so that the reader's pipeline lives.
    provider: SdkMeterProvider,
    figures: Figures,
    runs: Counter<u64>,
}

/// More series per instrument than any bound allows, so that the SDK never folds them together.
const SERIES: usize = 10_000;

/// What is measured about the probes themselves: name, unit, explanation.
pub(crate) const OWN: &[(&str, Unit, &str)] = &[
    (
        "zoom_up",
        Unit::Flag,
        "Whether the latest run of any test got an answer from Zoom: 1 yes, 0 no. Operations: those of the latest test.",
    ),
    (
        "zoom_connection_info",
        Unit::Flag,
        "Always 1; tells the name and the Zoom account of a connection. No Zoom operation.",
    ),
    (
        "zoom_probe_success",
        Unit::Flag,
        "Whether the latest run of a test read something: 1 yes, 0 no. Operations: those of the test.",
    ),
    (
        "zoom_probe_duration_seconds",
        Unit::Seconds,
        "How long the latest run of a test took. Operations: those of the test.",
    ),
    (
        "zoom_probe_last_run_timestamp_seconds",
        Unit::Seconds,
        "When a test ran last, as seconds since 1970. Operations: those of the test.",
    ),
    (
        "zoom_probe_last_success_timestamp_seconds",
        Unit::Seconds,
        "When a test last read something, as seconds since 1970. Operations: those of the test.",
    ),
];

impl Exposition {
    pub(crate) fn new() -> Self {
        let exporter = PrometheusExporter::builder().without_scope_info().build();
        let provider = SdkMeterProvider::builder()
            .with_resource(
                Resource::builder_empty()
                    .with_attribute(KeyValue::new("service.name", "parfocal"))
                    .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
                    .build(),
            )
            .with_view(|_: &Instrument| {
                Stream::builder()
                    .with_cardinality_limit(SERIES)
                    .build()
                    .ok()
            })
            .with_reader(exporter.clone())
            .build();
        let meter = provider.meter("parfocal");
        let figures = Figures::default();
        for probe in probes() {
            for measure in probe.measures {
                instrument(
                    &meter,
                    &figures,
                    measure.name,
                    measure.unit,
                    help(probe, measure),
                );
            }
        }
        for (name, unit, meaning) in OWN {
            instrument(&meter, &figures, name, *unit, (*meaning).to_owned());
        }
        let runs = meter
            .u64_counter("zoom_probe_runs")
            .with_description(
                "Runs of a test on this node since it started, by how they ended. Operations: those of the test.",
            )
            .build();
        Self {
            exporter,
            provider,
            figures,
            runs,
        }
    }

    /// Counts a run that has ended.
    pub(crate) fn count(&self, probe: &Probe, outcome: &Outcome) {
        self.runs.add(
            1,
            &[
                KeyValue::new("probe", probe.id),
                KeyValue::new("outcome", outcome.key()),
            ],
        );
    }

    /// The text of one scrape.
    pub(crate) fn render(&self, figures: Vec<Figure>) -> std::io::Result<String> {
        // One scrape at a time: another's figures must not slip in between.
        static SCRAPE: Mutex<()> = Mutex::new(());
        let _one = SCRAPE.lock().unwrap_or_else(PoisonError::into_inner);
        *self.figures.lock().unwrap_or_else(PoisonError::into_inner) = figures;
        let mut text = Vec::new();
        self.exporter.export(&mut text)?;
        String::from_utf8(text).map_err(std::io::Error::other)
    }
}

impl Drop for Exposition {
    fn drop(&mut self) {
        // Nothing is pushed anywhere, so there is nothing to lose in a failed shutdown.
        let _ = self.provider.shutdown();
    }
}

/// An instrument of the table: a counter when its name ends in `_total`, which is Prometheus's
/// word for one, else a gauge.
fn instrument(meter: &Meter, figures: &Figures, name: &'static str, unit: Unit, help: String) {
    let figures = Arc::clone(figures);
    let observe = move |observer: &dyn AsyncInstrument<f64>| {
        let figures = figures.lock().unwrap_or_else(PoisonError::into_inner);
        for figure in figures.iter().filter(|figure| figure.metric == name) {
            observer.observe(figure.value, &figure.labels);
        }
    };
    match name.strip_suffix("_total") {
        // The exporter writes the suffix itself.
        Some(name) => {
            meter
                .f64_observable_counter(name)
                .with_unit(ucum(unit))
                .with_description(help)
                .with_callback(observe)
                .build();
        }
        None => {
            meter
                .f64_observable_gauge(name)
                .with_unit(ucum(unit))
                .with_description(help)
                .with_callback(observe)
                .build();
        }
    }
}

/// The unit as OpenTelemetry writes it (UCUM); the exporter makes the suffix of it, which the
/// names of the table already have.
const fn ucum(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "s",
        Unit::Ratio => "1",
        Unit::Bytes => "By",
        Unit::Count(_) | Unit::Money | Unit::Flag => "",
    }
}

/// The `HELP` line: what it means and which Zoom operations it is read from.
pub(crate) fn help(probe: &Probe, measure: &Measure) -> String {
    let operations: Vec<&str> = probe.needs.iter().map(|need| need.operation).collect();
    let source = match operations.as_slice() {
        [] => "No Zoom operation is needed.".to_owned(),
        [one] => format!("Operation: {one}."),
        several => format!("Operations: {}.", several.join(", ")),
    };
    format!("{} {source}", measure.meaning)
}

/// A label that the text format can carry: the exporter escapes as Rust does, which differs from
/// Prometheus in control and combining characters, so those are replaced.
pub(crate) fn label(key: &'static str, value: &str) -> KeyValue {
    let same = |c: char| matches!(c, '"' | '\\') || c.escape_debug().count() == 1;
    let clean: String = value
        .chars()
        .map(|c| if same(c) { c } else { ' ' })
        .take(120)
        .collect();
    KeyValue::new(key, clean)
}

#[cfg(test)]
mod tests {
    use super::{Exposition, Figure, label};

    fn figure(metric: &'static str, department: &str) -> Figure {
        Figure {
            metric,
            labels: vec![label("department", department)],
            value: 2.0,
        }
    }

    #[test]
    fn a_series_that_is_no_longer_read_is_no_longer_exposed() {
        let exposition = Exposition::new();
        let metric = "zoom_users_by_department";
        let first = exposition.render(vec![figure(metric, "Sales")]).unwrap();
        assert!(
            first.contains("zoom_users_by_department{department=\"Sales\"} 2"),
            "{first}"
        );
        let second = exposition.render(vec![figure(metric, "Legal")]).unwrap();
        assert!(!second.contains("Sales"), "{second}");
    }

    #[test]
    fn labels_hold_only_what_the_text_format_can_carry() {
        let text = Exposition::new()
            .render(vec![figure(
                "zoom_users_by_department",
                "A\t\"B\"\\ e\u{301}\u{7}é",
            )])
            .unwrap();
        assert!(text.contains(r#"{department="A \"B\"\\ e  é"}"#), "{text}");
    }

    #[test]
    fn help_names_the_operation() {
        let text = Exposition::new()
            .render(vec![figure("zoom_meetings_live", "")])
            .unwrap();
        assert!(
            text.contains("# HELP zoom_meetings_live Meetings that are running now. Operation: GET /metrics/meetings."),
            "{text}"
        );
    }
}
