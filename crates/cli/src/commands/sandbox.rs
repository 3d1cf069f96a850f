//! `parfocal sandbox`: the emulated Zoom alone.
//!
//! The flags and the ready line are a contract with programs that start it; they do not change
//! between minor versions.

use std::path::PathBuf;

use clock::{Clock, Random};
use zoom_sandbox::{Limits, Sandbox, world::World};

use crate::{
    config::PlanName,
    failure::Failure,
    listen,
    output::{self, Output},
    product::plan,
};

/// Flags of `parfocal sandbox`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Address and port to listen on; port 0 takes any free one
    #[arg(long, default_value = "127.0.0.1:8471", value_name = "ADDRESS")]
    pub listen: String,
    /// Address and port where browsers find the emulated Zoom over TLS, to join with Zoom's Meeting
    /// SDK; the ready line says what they must be told
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS")]
    pub web_client_listen: String,
    /// Print exactly one JSON line with addresses and credentials once it accepts connections
    #[arg(long)]
    pub ready_json: bool,
    /// Rate limits: enforced as Zoom does, only counted, or neither
    #[arg(long, value_enum, default_value_t = LimitsName::Real)]
    pub limits: LimitsName,
    /// The plan of the emulated account
    #[arg(long, value_enum, default_value_t = PlanName::Business)]
    pub plan: PlanName,
    /// Number from which the whole organisation is made; the same number, the same people
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub seed: u64,
    /// How many people the organisation has
    #[arg(long, default_value_t = 60, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub users: u32,
    /// Start its clock at this instant, as in 2026-11-21T09:00:00Z; it then runs at the speed of
    /// the wall clock. Without it, it is now
    #[arg(long, value_name = "INSTANT")]
    pub clock: Option<jiff::Timestamp>,
    /// Start with an empty Marketplace: no apps, nothing set up
    #[arg(long)]
    pub empty: bool,
    /// Keep the state in this folder; without it everything is forgotten at the end
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
}

/// `--limits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LimitsName {
    /// Refuse with 429 as Zoom does
    Real,
    /// Count and tell, refuse nothing
    Count,
    /// Neither
    Off,
}

/// Starts the emulated Zoom and stays until asked to stop.
pub(crate) async fn run(args: Args, output: Output) -> Result<(), Failure> {
    let listening = listen::on("--listen", &args.listen, None).await?;
    let mut config =
        zoom_sandbox::Config::new(listening.url.clone(), Clock::system(), Random::system());
    config.seed = args.seed;
    config.users = args.users;
    config.plan = plan(args.plan);
    config.limits = match args.limits {
        LimitsName::Real => Limits::Real,
        LimitsName::Count => Limits::Count,
        LimitsName::Off => Limits::Off,
    };
    config.start = args.clock;
    config.empty = args.empty;
    config.data.clone_from(&args.data);
    let sandbox = Sandbox::start(config)?;
    let web_client = listen::plain("--web-client-listen", &args.web_client_listen).await?;
    let web_client = sandbox.serve_web_client(web_client)?;
    let life = sandbox.spawn_life();
    let router = sandbox
        .router()
        .merge(sandbox_console::router(sandbox.clone()));
    let stop = listen::asked_to_stop();
    if args.ready_json || output == Output::Json {
        output::line(&serde_json::to_string(&sandbox.ready())?)?;
    } else {
        output::line(&readable(&sandbox, listening.url.as_str()))?;
    }
    listening.serve(router, stop).await?;
    life.abort();
    web_client.abort();
    sandbox.save()?;
    Ok(())
}

/// The ready line for people: where it is, who signs in, and what each app is for.
fn readable(sandbox: &Sandbox, url: &str) -> String {
    let ready = sandbox.ready();
    let mut lines = vec![
        format!("An emulated Zoom is at {url}"),
        format!(
            "Sign in as {} with the password {}",
            sandbox.world().owner().email,
            World::PASSWORD
        ),
        String::new(),
    ];
    let mut line = |name: &str, value: &str| lines.push(format!("{name:<18}{value}"));
    line("API", &ready.api_url);
    line("OAuth", &ready.oauth_url);
    line("Admin API", &ready.admin_url);
    line("Account ID", &ready.account_id);
    let mut app = |title: &str, client_id: &str, client_secret: &str| {
        line("", "");
        line(title, "");
        line("  Client ID", client_id);
        line("  Client Secret", client_secret);
    };
    for (title, pair) in [
        ("Server-to-Server app, every scope", &ready.server_to_server),
        ("Server-to-Server app, one scope", &ready.limited),
        ("Meeting SDK app", &ready.meeting_sdk),
    ] {
        if let Some(pair) = pair {
            app(title, &pair.client_id, pair.client_secret.reveal());
        }
    }
    if let Some(pair) = &ready.account_oauth {
        let title = "Account-level OAuth app";
        app(title, &pair.client_id, pair.client_secret.reveal());
        line("  Redirect URL", &pair.redirect_url);
    }
    if let Some(webhook) = &ready.webhook {
        line("", "");
        line("Webhooks of the first app", "");
        line("  Secret Token", webhook.secret_token.reveal());
        line("  Verification", webhook.verification_token.reveal());
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use clock::{Clock, Random};
    use zoom_sandbox::{Config, Sandbox};

    use super::readable;

    #[tokio::test]
    async fn what_a_person_needs_to_begin_is_printed() {
        let url = url::Url::parse("http://127.0.0.1:8471/").expect("an address");
        let config = Config::new(url.clone(), Clock::system(), Random::seeded(1));
        let sandbox = Sandbox::start(config).expect("a sandbox");
        let said = readable(&sandbox, url.as_str());
        let pair = sandbox.ready().server_to_server.expect("an app");
        for word in [
            &*format!("Client Secret   {}", pair.client_secret.reveal()),
            &*format!("Account ID        {}", sandbox.account_id()),
            "API               http://127.0.0.1:8471/v2",
            "Redirect URL",
        ] {
            assert!(said.contains(word), "“{word}” is missing in:\n{said}");
        }
    }
}
