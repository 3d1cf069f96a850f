//! The reference of the probes as Markdown, written from the table.

use std::fmt::Write;

use crate::{
    probe::{Measure, Probe},
    probes::probes,
    unit::duration,
};

/// The text of `docs/reference/probes.md`.
pub fn reference() -> String {
    let mut page = String::from(
        "# API tests: probes and measures\n\n\
         <!-- Written from the probe table by `cargo xtask docs`; edit crates/monitor/src/probes instead. -->\n\n\
         A *probe* (the guide says “API test”) is one scheduled reading of the Zoom account: it asks \
         a few operations, keeps figures as history and the rows behind them as detailed diagnosis. \
         Figures are polled; push comes with an event subscription.\n\n\
         | test | layer | question | period |\n|---|---|---|---|\n",
    );
    for probe in probes() {
        line(
            &mut page,
            format_args!(
                "| [{}](#{}) | {} | {} | {} |",
                probe.title,
                anchor(probe.title),
                probe.layer.title(),
                probe.question,
                duration(f64::from(probe.period_seconds)),
            ),
        );
    }
    for probe in probes() {
        section(&mut page, probe);
    }
    page
}

fn section(page: &mut String, probe: &Probe) {
    line(page, format_args!("\n## {}\n", probe.title));
    line(page, format_args!("{}\n", probe.question));
    line(
        page,
        format_args!(
            "Id `{}`, every {} by default.\n",
            probe.id,
            duration(f64::from(probe.period_seconds))
        ),
    );
    if !probe.events.is_empty() {
        let names: Vec<String> = probe
            .events
            .iter()
            .map(|name| format!("`{name}…`"))
            .collect();
        line(
            page,
            format_args!(
                "It asks nothing; these events feed it: {}.\n",
                names.join(", ")
            ),
        );
    } else if probe.needs.is_empty() {
        line(page, format_args!("It needs no scope.\n"));
    } else {
        page.push_str("| reads | what for | any one of these scopes |\n|---|---|---|\n");
        for need in probe.needs {
            line(
                page,
                format_args!(
                    "| `{}`{} | {} | {} |",
                    need.operation,
                    if need.required { "" } else { " (optional)" },
                    need.why,
                    scopes(need.operation)
                ),
            );
        }
        page.push('\n');
    }
    page.push_str("| measure | unit | meaning | normal | split by |\n|---|---|---|---|---|\n");
    for measure in probe.measures {
        line(page, format_args!("{}", row(measure)));
    }
    let columns: Vec<&str> = probe.columns.iter().map(|column| column.title).collect();
    line(
        page,
        format_args!("\nDetailed diagnosis: {}.\n", columns.join(", ")),
    );
    for caveat in probe
        .caveats
        .iter()
        .copied()
        .chain(probe.without_dashboards)
    {
        line(page, format_args!("- {caveat}"));
    }
}

fn row(measure: &Measure) -> String {
    format!(
        "| {} `{}` | {} | {} | {} | {} |",
        measure.title,
        measure.name,
        measure.unit.title(),
        measure.meaning,
        measure.normal().unwrap_or_default(),
        measure.descriptor.map_or("", |descriptor| descriptor.label)
    )
}

fn scopes(operation: &str) -> String {
    let Some(operation) = zoom_catalog::operation(operation) else {
        return String::new();
    };
    let names = operation.granular.iter().chain(operation.classic.iter());
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn anchor(title: &str) -> String {
    title.to_lowercase().replace(' ', "-")
}

fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(page, "{text}");
}

#[cfg(test)]
mod tests {
    use super::reference;
    use crate::probes::probes;

    #[test]
    fn every_probe_and_every_measure_is_in_the_reference() {
        let page = reference();
        for probe in probes() {
            assert!(
                page.contains(&format!("\n## {}\n", probe.title)),
                "{}",
                probe.id
            );
            for measure in probe.measures {
                assert!(page.contains(measure.name), "{}", measure.name);
            }
        }
        assert!(page.contains("`user:read:list_users:admin`"), "{page}");
    }
}
