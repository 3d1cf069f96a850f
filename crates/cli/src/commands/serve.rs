//! `parfocal serve`: pages, API, schedules and webhooks in one process.

use clock::Clock;
use serde_json::json;
use tokio::sync::watch;

use crate::{
    config::Config, failure::Failure, following, housekeeping, listen, output::Output,
    product::Product,
};

/// Flags of `parfocal serve`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Address and port to listen on, instead of the configured one
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
}

/// Serves until asked to stop.
pub(crate) async fn run(args: Args, config: Config, output: Output) -> Result<(), Failure> {
    let address = args.listen.as_deref().unwrap_or(&config.server.listen);
    let listening = listen::on("--listen", address, config.server.tls()?).await?;
    let url = listening.url.clone();
    let product = Product::open(&config, Clock::system(), url.clone()).await?;
    let state = product.state(&config, url.clone())?;
    // Before the line that says it is there: whoever reads that may ask it to stop at once.
    let stopping = listen::asked_to_stop();
    let shown = config.server.public_url.clone().unwrap_or(url);
    let setup = product.accounts.setup_token().await?.map(|token| {
        use secrecy::ExposeSecret as _;
        let at = shown.as_str().trim_end_matches('/');
        format!("{at}/setup/{}", token.expose_secret())
    });
    output.write(&json!({ "url": shown, "setup_url": setup }), |_| {
        let mut text = format!("Parfocal is at {shown}");
        if let Some(setup) = &setup {
            text.push_str(
                "\nNobody can sign in yet. Name the administrator with this link, which works once:\n",
            );
            text.push_str(setup);
        }
        text
    })?;
    let (stop, stopped) = watch::channel(false);
    let tidying = housekeeping::start(&product, stopped.clone());
    let following = following::start(&product, stopped.clone());
    let people = following::people(&product, stopped.clone());
    let alarms = housekeeping::alarms(&product, stopped.clone());
    let monitor = product.monitor.clone();
    let told = stop.clone();
    // At once: what else runs does not wait for the last connection.
    let stopping = async move {
        stopping.await;
        told.send_replace(true);
    };
    let schedules = tokio::spawn(async move { monitor.run_loop(stopped).await });
    let served = listening
        .serve(web::router(state.clone()), state.until(stopping))
        .await;
    // Also where serving failed. Runs under way may end.
    stop.send_replace(true);
    let _ = tokio::join!(schedules, following, people, alarms, tidying);
    housekeeping::end(&product).await;
    served
}
