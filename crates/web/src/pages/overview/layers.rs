//! One cell per layer with its worst state.

use monitor::{Layer, TestView};
use ui::{Html, Quality};

use super::{
    panels::figure,
    standing::{quality, severity},
};

/// The stack in the order in which one part rests on the next.
const LAYERS: [Layer; 5] = [
    Layer::Service,
    Layer::Account,
    Layer::Users,
    Layer::Meetings,
    Layer::Phone,
];

/// One cell per layer with its worst state.
pub(super) fn strip(tests: &[TestView]) -> Html {
    let cells: Html = LAYERS
        .iter()
        .map(|layer| {
            let of_layer: Vec<&TestView> =
                tests.iter().filter(|test| test.layer == *layer).collect();
            let worst = of_layer.iter().max_by_key(|test| severity(test.state));
            let quality = worst.map_or(Quality::Plain, |test| quality(test.state));
            let said = match worst {
                None => "nothing watched".to_owned(),
                Some(test) if quality == Quality::Good => {
                    test.key.as_ref().map_or_else(|| "good".to_owned(), figure)
                }
                Some(test) => format!("{}: {}", test.title, test.state.words()),
            };
            let inside = ui::all![
                Html::text("").inside("i"),
                ui::all![quality.mark(), " ", layer.title()].inside("b"),
                Html::from(said).inside("span"),
            ];
            Html::trusted(format!(
                "<a class=\"layer {}\" href=\"/tests#{}\">{inside}</a>",
                quality.class(),
                layer_key(*layer)
            ))
        })
        .collect();
    Html::trusted(format!(
        "<nav class=\"layers\" aria-label=\"Layers\">{cells}</nav>"
    ))
}

fn layer_key(layer: Layer) -> String {
    layer.title().to_lowercase()
}
