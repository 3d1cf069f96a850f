//! What `parfocal --help` says: the commands by what people do with them.
//!
//! clap lists commands in one column; twenty-six of them are read by nobody.

use std::fmt::Write as _;

use clap::{Command, CommandFactory as _};

use crate::args::Cli;

/// Letters of a line: what fits the narrowest terminal in use.
const WIDTH: usize = 80;
/// Where the words of a command begin.
const INDENT: usize = 16;

/// Commands by what people do with them, in the order in which they come to need them.
const GROUPS: &[(&str, &[&str])] = &[
    ("Begin", &["demo", "connect", "serve", "doctor", "config"]),
    (
        "Watch the account",
        &[
            "live", "probes", "alarms", "inbox", "budget", "agent", "search",
        ],
    ),
    (
        "Run meetings and events",
        &[
            "meetings",
            "webinars",
            "zoom-events",
            "recordings",
            "join",
            "sdk",
        ],
    ),
    ("Manage people and accounts", &["people", "account"]),
    ("For programs and tests", &["api", "sandbox"]),
    ("For the shell", &["completions", "man", "help"]),
];

/// The command line, its help in groups.
pub(crate) fn tree() -> Command {
    let tree = Cli::command();
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{}Options:\n{{options}}{{after-help}}",
        grouped(&tree)
    );
    tree.help_template(template)
}

fn grouped(tree: &Command) -> String {
    let mut text = String::new();
    for (title, names) in GROUPS {
        let _ = writeln!(text, "{title}:");
        for name in *names {
            let command = tree.find_subcommand(name);
            let about = match command.and_then(Command::get_about) {
                Some(about) => about.to_string(),
                None => "Print this, or the help of a command".to_owned(),
            };
            let also: Vec<&str> = command
                .map(|command| command.get_visible_aliases().collect())
                .unwrap_or_default();
            let also = if also.is_empty() {
                String::new()
            } else {
                format!(" [alias: {}]", also.join(", "))
            };
            let mut line = format!("  {name:<width$}", width = INDENT - 2);
            let mut at = INDENT;
            for word in format!("{about}{also}").split_inclusive(' ') {
                if at + word.trim_end().chars().count() > WIDTH {
                    line.truncate(line.trim_end().len());
                    let _ = write!(line, "\n{:INDENT$}", "");
                    at = INDENT;
                }
                line.push_str(word);
                at += word.chars().count();
            }
            let _ = writeln!(text, "{line}");
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::{GROUPS, WIDTH, tree};
    use crate::args::Cli;

    #[test]
    fn every_command_stands_in_one_group_and_shells_come_last() {
        let mut named: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        assert_eq!(named.last(), Some(&"help"));
        let tree_of_all = Cli::command();
        let mut all: Vec<&str> = tree_of_all
            .get_subcommands()
            .filter(|one| !one.is_hide_set())
            .map(clap::Command::get_name)
            .chain(["help"])
            .collect();
        named.sort_unstable();
        all.sort_unstable();
        assert_eq!(named, all);
        let help = tree().render_help().to_string();
        let commands = help.split("Options:").next().expect("the commands");
        for line in commands.lines() {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
        for line in ["Begin:", "  demo ", "For the shell:", "[alias: users]"] {
            assert!(help.contains(line), "{line} in {help}");
        }
    }
}
