//! `parfocal completions` and `parfocal man`: what a shell and a manual want to know of the
//! command line, made from the same tree.

use clap::CommandFactory as _;

use crate::{args::Cli, failure::Failure, output::Output};

/// Flags of `parfocal completions`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "bash: parfocal completions bash > ~/.local/share/bash-completion/completions/parfocal\n\
zsh: parfocal completions zsh > a file named _parfocal in a folder of $fpath\n\
fish: parfocal completions fish > ~/.config/fish/completions/parfocal.fish"
)]
pub(crate) struct CompletionArgs {
    /// Which shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Prints the completions.
pub(crate) fn completions(args: &CompletionArgs, output: Output) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "parfocal", &mut text);
    Ok(output.text(&String::from_utf8_lossy(&text))?)
}

/// Prints the manual: the program's page and, below it, one section for each command.
pub(crate) fn man(output: Output) -> Result<(), Failure> {
    let mut tree = Cli::command();
    tree.build();
    let mut text = Vec::new();
    clap_mangen::Man::new(tree.clone()).render(&mut text)?;
    for command in tree.get_subcommands().filter(|one| !one.is_hide_set()) {
        section(command, &mut text)?;
    }
    Ok(output.text(&String::from_utf8_lossy(&text))?)
}

fn section(command: &clap::Command, text: &mut Vec<u8>) -> Result<(), Failure> {
    use std::io::Write as _;
    if command.get_name() == "help" {
        return Ok(());
    }
    let name = command.get_bin_name().unwrap_or(command.get_name());
    writeln!(text, ".SH {}", name.to_uppercase().replace('-', "\\-"))?;
    let man = clap_mangen::Man::new(command.clone());
    man.render_description_section(text)?;
    man.render_synopsis_section(text)?;
    man.render_options_section(text)?;
    for inner in command.get_subcommands() {
        section(inner, text)?;
    }
    Ok(())
}
