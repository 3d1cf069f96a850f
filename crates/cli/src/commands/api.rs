//! `parfocal api`: any operation of Zoom's API, within the same budget and with the same words.

use std::io::Read as _;

use connect::{AskError, ZoomCall};

use crate::{
    config::Config,
    failure::Failure,
    output::{self, Output},
    product::{OPERATOR, Product},
};

/// Flags of `parfocal api`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "What it costs and which scopes open it is said on standard error; the answer \
is JSON on standard output.\nparfocal api GET /users/me\nparfocal api GET /users --all-pages --query status=inactive\n\
parfocal api PATCH /users/me --body '{\"dept\": \"Finance\"}'"
)]
pub(crate) struct Args {
    /// GET, POST, PUT, PATCH or DELETE
    method: String,
    /// Below /v2, as in Zoom's documents, with values in place of the braces
    path: String,
    /// Follow the pages of a list and put them together; each is a call
    #[arg(long)]
    all_pages: bool,
    /// A value of the query
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    query: Vec<(String, String)>,
    /// The JSON body: itself, a file that holds it, or - for standard input
    #[arg(long, value_name = "JSON|FILE|-")]
    body: Option<String>,
    /// Print status, tracking id, operation and cost beside the answer
    #[arg(long)]
    include: bool,
    /// Say what the call is, costs and needs, and do not make it
    #[arg(long)]
    explain: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .ok_or_else(|| format!("“{text}” is no name=value"))?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Explains the call, then makes it.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let call = ZoomCall {
        method: args.method,
        path: args.path,
        query: args.query,
        body: args.body.as_deref().map(body).transpose()?,
        all_pages: args.all_pages,
    };
    let product = Product::for_command(config).await?;
    let id = product.connection().await?;
    let plan = product
        .connect
        .plan_call(&id, &call)
        .await
        .map_err(failure)?;
    if args.explain {
        return Ok(output.write(&plan, |plan| plan.says.join("\n"))?);
    }
    if output == Output::Text {
        for line in &plan.says {
            eprintln!("{line}");
        }
    }
    let answer = product
        .connect
        .ask_zoom(&id, &OPERATOR, &call)
        .await
        .map_err(failure)?;
    let text = if args.include {
        serde_json::to_string_pretty(&answer)?
    } else {
        serde_json::to_string_pretty(&answer.body)?
    };
    Ok(output::line(&text)?)
}

fn body(given: &str) -> Result<serde_json::Value, Failure> {
    let text = match given.trim_start().chars().next() {
        Some('{' | '[' | '"') => given.to_owned(),
        _ if given == "-" => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            text
        }
        _ => std::fs::read_to_string(given).map_err(|error| {
            Failure::usage(
                format!("The body cannot be read from the file {given}: {error}."),
                "Give the JSON itself, a file that holds it, or - for standard input.",
            )
        })?,
    };
    serde_json::from_str(&text)
        .map_err(|error| Failure::usage(format!("The body is no JSON: {error}."), ""))
}

fn failure(error: AskError) -> Failure {
    match error {
        AskError::Written(why) => Failure::usage(why, ""),
        other => other.into(),
    }
}
