//! Set-up, tests, demo and benchmarks of this repository: `cargo xtask <task>`.
//!
//! Everything a person or a build machine must do has one name here, and each task brings what
//! it needs: a fresh machine has Rust, Node and (on Debian, as root) apt, and nothing else. What
//! cannot be brought is said in one sentence. It stays small on purpose, because it is compiled
//! before anything can be shown.

mod bench;
mod browser;
mod demo;
mod documents;
mod house;
mod postgres;
mod python;
mod scratch;
mod shell;
mod test;
mod tools;
mod unnamed;
mod words;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <task>

  demo [--by-hand] [--fresh] [...]  build everything and walk both guides on the sandbox
  test [--fast]                     set up and run every check and test (--fast: no browser)
  bench [inbox|join|pages]          measure what the README quotes; JSON and a table (inbox: only
                                    receiving webhooks; join: only joining; pages: only open pages)
  docs                              write the generated documents anew and build the book
  setup                             only install what the other tasks need
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (task, rest) = words
        .split_first()
        .map_or(("help", &[][..]), |(t, r)| (t.as_str(), r));
    let outcome = match task {
        "demo" => demo::run_demo(rest),
        "test" => test::run_task(rest),
        "bench" => bench::run_bench(rest),
        "docs" => documents::run_docs(),
        "setup" => tools::set_up_everything(),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => {
            eprintln!("xtask: there is no task called {other:?}.\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask {task}: {error:#}");
            ExitCode::FAILURE
        }
    }
}
