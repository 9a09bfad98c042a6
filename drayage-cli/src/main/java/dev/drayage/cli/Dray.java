package dev.drayage.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
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
            ImportCommand.class,
            CopyCommand.class,
            LsCommand.class,
            InspectCommand.class,
            TreeCommand.class,
            VerifyCommand.class,
            TagCommand.class,
            RmCommand.class,
            LabelCommand.class,
            GcCommand.class,
            IngestCommand.class,
            LeaseCommand.class,
            ServeCommand.class,
            TagsCommand.class,
            RepositoriesCommand.class,
            LoginCommand.class,
            LogoutCommand.class,
            GenerateCompletion.class
        },
        footerHeading = "%nImages are named as skopeo names them:%n",
        footer = {
            "  oci:DIR[:TAG|@DIGEST]           in an OCI image layout",
            "  oci-archive:FILE[:TAG|@DIGEST]  in a tar of one, which stays packed, or any other archive",
            "  docker-archive:FILE[:REF]       in what docker save writes",
            "  docker://REF                    in a registry; the tag is latest if there is none",
            "  containerd:NAME[@DIGEST]        in a running containerd",
            "  containerd-root:DIR[:NAME|@DIGEST]",
            "                                  in the root directory of a containerd that is not running",
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
        CommandLine command = commandLine(terminal);
        int code = execute(command, args, terminal);
        // A PrintStream keeps failures to itself until it is asked.
        if (terminal.out().checkError() && code == ExitCode.DONE) {
            Failures.tell(
                    "standard output was closed, or had no room, before everything was printed",
                    ExitCode.FAILED,
                    false,
                    terminal);
            code = ExitCode.FAILED;
        }
        terminal.err().flush();
        return code;
    }

    /** The command and all its subcommands. */
    static CommandLine commandLine(Terminal terminal) {
        CommandLine command = new CommandLine(new Dray(), new CommandFactory(terminal));
        command.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        command.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        command.setCaseInsensitiveEnumValuesAllowed(true);
        // Wide enough that no example is broken in two.
        command.setUsageHelpWidth(100);
        command.setParameterExceptionHandler((failure, words) -> UsageErrors.report(failure, words, terminal));
        command.setExecutionExceptionHandler((failure, line, parsed) -> Failures.report(failure, parsed, terminal));
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionSections());
        command.setHelpSectionMap(command.getHelpSectionMap());
        tellVersion(command);
        return command;
    }

    private static int execute(CommandLine command, String[] args, Terminal terminal) {
        try {
            return command.execute(args);
        } catch (Error e) {
            return Failures.report(e, command.getParseResult(), terminal);
        }
    }

    /** Every command is of the same version. */
    private static void tellVersion(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(Dray::tellVersion);
    }

    @Override
    public void run() {
        String commands = spec.subcommands().keySet().stream()
                .filter(name -> !name.equals("generate-completion"))
                .collect(Collectors.joining(", "));
        throw new ParameterException(spec.commandLine(), "name a command: " + commands);
    }
}
