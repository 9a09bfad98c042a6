package dev.drayage.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command itself: parses, runs a subcommand, and turns failures into one line and an exit code. */
@Command(
        name = "dray",
        description = "Moves container images without a daemon.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.Provider.class,
        footerHeading = "%nImages are named as skopeo names them:%n",
        footer = {
            CommandHelp.PLACES,
            "",
            "The commands of skopeo, crane and docker work where they are one thing here,",
            "such as pull, push, cp, images, save and load.",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 content missing, 4 corrupt.",
            "",
            "Shell completion: see dray generate-completion --help"
        })
public final class Dray implements Runnable {
    @Spec
    private CommandSpec spec;

    private Dray() {}

    /** Runs the command and exits the JVM with its code. */
    public static void main(String[] args) {
        // A buffer before it would have a pipe read in parts of eight KiB.
        System.setIn(new FileInputStream(FileDescriptor.in));
        int code = run(args, Terminal.ofProcess());
        System.exit(code);
    }

    /** Runs the command; returns its exit code. */
    static int run(String[] args, Terminal terminal) {
        DebugLog.writeTo(terminal.err(), Environment.isSet("DRAY_DEBUG"));
        int code;
        try {
            code = start(List.of(args), terminal);
            // A PrintStream keeps failures to itself until it is asked.
            if (terminal.out().checkError() && code == ExitCode.DONE) {
                Failures.tell(
                        "standard output was closed, or had no room, before everything was printed",
                        ExitCode.FAILED,
                        false,
                        terminal);
                code = ExitCode.FAILED;
            }
        } catch (ClosedPipeException e) {
            code = ExitCode.CLOSED_PIPE;
        }
        terminal.err().flush();
        return code;
    }

    private static int start(List<String> args, Terminal terminal) {
        if (args.equals(List.of("--version")) || args.equals(List.of("-V"))) {
            terminal.out().println(Version.ofBuild().text());
            return ExitCode.DONE;
        }
        try {
            List<String> words = new CommandWords(name -> CommandLine.Model.CommandSpec.forAnnotatedObject(
                            CommandList.type(name), new CommandFactory(terminal)))
                    .translate(args);
            return execute(commandLine(terminal, needed(words)), words.toArray(String[]::new), terminal);
        } catch (CommandWords.OtherWordsException e) {
            return UsageErrors.report(String.valueOf(e.getMessage()), "dray", args, terminal);
        }
    }

    /** Those of which models are needed: the one that is named; all for help and where none is. */
    private static List<String> needed(List<String> words) {
        String first = words.isEmpty() ? "" : words.get(0);
        return CommandList.NAMES.contains(first) ? List.of(first) : CommandList.NAMES;
    }

    /** The model of the command and all its subcommands. */
    static CommandSpec model() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return commandLine(Terminal.of(nowhere, nowhere)).getCommandSpec();
    }

    /** The command and all its subcommands. */
    static CommandLine commandLine(Terminal terminal) {
        return commandLine(terminal, CommandList.NAMES);
    }

    /** Building the model of a command takes longer than most commands run. */
    private static CommandLine commandLine(Terminal terminal, List<String> commands) {
        CommandLine command = new CommandLine(new Dray(), new CommandFactory(terminal));
        commands.forEach(name -> command.addSubcommand(name, CommandList.type(name)));
        command.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        command.setCaseInsensitiveEnumValuesAllowed(true);
        HelpLayout.setUp(command);
        Reports reports = new Reports(terminal);
        command.setParameterExceptionHandler(reports);
        command.setExecutionExceptionHandler(reports);
        tellVersion(command);
        return command;
    }

    /** Turns what failed into one line. Not two lambdas: those keep their interfaces out of an archive of loaded classes. */
    private record Reports(Terminal terminal) implements IParameterExceptionHandler, IExecutionExceptionHandler {
        @Override
        public int handleParseException(ParameterException failure, String[] words) {
            return UsageErrors.report(failure, words, terminal);
        }

        @Override
        public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
            return Failures.report(failure, parsed, terminal);
        }
    }

    private static int execute(CommandLine command, String[] args, Terminal terminal) {
        // Help: picocli would print a stack trace if nobody takes them any more.
        StringWriter printed = new StringWriter();
        command.setOut(new PrintWriter(printed));
        int code;
        try {
            code = command.execute(args);
        } catch (Error e) {
            code = Failures.report(e, command.getParseResult(), terminal);
        }
        terminal.out().print(printed);
        return code;
    }

    /** Every command is of the same version. */
    private static void tellVersion(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version.Provider());
        command.getSubcommands().values().forEach(Dray::tellVersion);
    }

    @Override
    public void run() {
        String commands = CommandList.NAMES.stream()
                .filter(name -> !name.equals("generate-completion"))
                .collect(Collectors.joining(", "));
        throw new ParameterException(spec.commandLine(), "name a command: " + commands);
    }
}
