package dev.drayage.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command itself: parses, runs a subcommand, and turns failures into one line and an exit code. */
@Command(
        name = "dray",
        description = "Moves container images without a daemon.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            ExportCommand.class,
            LsCommand.class,
            InspectCommand.class,
            TreeCommand.class,
            VerifyCommand.class,
            GenerateCompletion.class
        },
        footerHeading = "%nImages are named as skopeo names them:%n",
        footer = {
            "  oci:DIR[:TAG|@DIGEST]           in an OCI image layout",
            "  oci-archive:FILE[:TAG|@DIGEST]  in a tar of one, which stays packed",
            "  NAME                            in the local store",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 content missing, 4 content corrupt.",
            "",
            "Shell completion: source <(dray generate-completion)"
        })
public final class Dray implements Runnable {
    @Spec
    private CommandSpec spec;

    private Dray() {}

    /** Runs the command and exits the JVM with its code. */
    public static void main(String[] args) {
        int code = run(args, Terminal.ofProcess());
        System.exit(code);
    }

    /** Runs the command; returns its exit code. */
    static int run(String[] args, Terminal terminal) {
        CommandLine command = new CommandLine(new Dray(), new CommandFactory(terminal));
        command.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        command.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setUsageHelpAutoWidth(false);
        command.setParameterExceptionHandler(Dray::refuse);
        command.setExecutionExceptionHandler((failure, line, parsed) -> Failures.report(failure, parsed, terminal));
        try {
            return command.execute(args);
        } finally {
            terminal.out().flush();
            terminal.err().flush();
        }
    }

    private static int refuse(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("dray: " + e.getMessage());
        err.println("Try 'dray " + subcommand(e.getCommandLine()) + "--help'.");
        return ExitCode.USAGE;
    }

    private static String subcommand(CommandLine line) {
        return line.getParent() == null ? "" : line.getCommandName() + " ";
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: export, ls, inspect, tree or verify");
    }
}
