//! An emulated Zoom without its console: prints the ready line and serves until it is stopped.
//! Limits are counted and never refused; the address is the first argument. Browsers that are told
//! what `web_client` in the ready line says join its meetings with Zoom's Meeting SDK.

use std::time::Duration;

use clock::{Clock, Random};
use zoom_sandbox::{Config, Limits, Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1);
    let listener =
        tokio::net::TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:0")).await?;
    let base_url = format!("http://{}", listener.local_addr()?).parse()?;
    let clock = Clock::system();
    let began = clock.now();
    let mut config = Config::new(base_url, clock.clone(), Random::system());
    config.limits = Limits::Count;
    let sandbox = Sandbox::start(config)?;
    let router = sandbox.router();
    sandbox.spawn_life();
    sandbox.serve_web_client(tokio::net::TcpListener::bind("127.0.0.1:0").await?)?;
    println!("{}", serde_json::to_string(&sandbox.ready())?);
    let took = Duration::try_from(clock.now().duration_since(began))?;
    eprintln!("ready after {took:?}");
    axum::serve(listener, router).await?;
    Ok(())
}
