//! `parfocal search WORD`: what is called so, in everything Parfocal knows. Asks Zoom nothing.

use web::{FoundView, Searched};

use crate::{
    config::Config,
    failure::Failure,
    output::{Output, Table},
    product::{OPERATOR, Product},
};

/// Flags of `parfocal search`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Letters of a name, a mail address, a topic, a room or a page
    #[arg(required = true, value_name = "WORD")]
    pub words: Vec<String>,
}

/// Does what was asked.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let wanted = args.words.join(" ");
    if wanted.trim().is_empty() {
        return Err(Failure::usage(
            "There is nothing to look for.",
            "Give some letters of its name: `parfocal search ada`.",
        ));
    }
    let product = Product::without_zoom(config).await?;
    let id = product.connection().await?;
    let searched = Searched {
        monitor: &product.monitor,
        meetings: &product.meetings,
        people: &product.people,
    };
    let found = web::search(searched, &OPERATOR, &id, &wanted).await?;
    output.write(&found, said)?;
    Ok(())
}

fn said(found: &FoundView) -> String {
    if found.kinds.is_empty() {
        return format!("Nothing here is called “{}”.\n", found.q);
    }
    let mut out = String::new();
    let mut table = Table::new(&["kind", "what", "more", "page"]);
    for kind in &found.kinds {
        for hit in &kind.hits {
            table.row([
                kind.kind.to_owned(),
                hit.words.clone(),
                hit.more.clone(),
                hit.path.clone().unwrap_or_default(),
            ]);
        }
    }
    out.push_str(&table.to_string());
    for kind in found.kinds.iter().filter(|kind| kind.more > 0) {
        let more = format!(
            "{}: and {} more; say more letters.\n",
            kind.title, kind.more
        );
        out.push_str(&more);
    }
    out
}
