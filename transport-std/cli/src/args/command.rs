//! The command line as `clap` knows it, with the options in a command's help that it takes.

use clap::{Arg, Command, CommandFactory};

use super::Cli;

/// Returns the command line. The long texts on options of all commands are in the program's own
/// help alone, so that the help of a command fits a screen.
pub(crate) fn command() -> Command {
    let cli = Cli::command();
    let all = cli.get_arguments().filter(|option| option.is_global_set());
    let all: Vec<_> = all.cloned().collect();
    cli.mut_subcommands(|command| {
        let own = all.iter().map(|option| {
            let is_useless = is_useless(command.get_name(), option);
            let short = option.clone().long_help(None::<&'static str>);
            short.hide(is_useless)
        });
        let own: Vec<Arg> = own.collect();
        command.args(own)
    })
}

/// Whether a command does nothing with an option of all commands.
fn is_useless(command: &str, option: &Arg) -> bool {
    let option = option.get_id().as_str();
    match command {
        "completions" | "man" | "sandbox" => true,
        "config" => option == "verbose",
        "verify" => option != "json",
        "delete" | "reconcile" | "trigger" | "listen" => option == "show_secrets",
        _ => false,
    }
}
