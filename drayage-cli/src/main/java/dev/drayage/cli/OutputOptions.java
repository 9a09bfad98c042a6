package dev.drayage.cli;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.json.Quotes;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** What every command lets the user choose of its output. */
final class OutputOptions {
    private final Terminal terminal;

    @Option(names = "--json", description = "Print results and events as JSON, one document a line.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print nothing but results and errors.")
    private boolean quiet;

    private boolean outIsForData;

    @Option(
            names = "--debug",
            description = "Print every request on standard error, without secrets; so does $$DRAY_DEBUG=1.")
    @SuppressWarnings("UnusedMethod") // called by picocli
    private void debug(boolean asked) {
        if (asked) {
            DebugLog.enable();
        }
    }

    OutputOptions(Terminal terminal) {
        this.terminal = terminal;
    }

    Terminal terminal() {
        return terminal;
    }

    boolean json() {
        return json;
    }

    boolean quiet() {
        return quiet;
    }

    /** Standard output carries an archive: results go to standard error. */
    void leaveOutToData() {
        outIsForData = true;
    }

    private PrintStream results() {
        return outIsForData ? terminal.err() : terminal.out();
    }

    /** A result; what comes from images cannot steer the terminal. */
    void line(String text) {
        results().println(Quotes.printable(text));
    }

    /** Results in columns, for people; for programs each has been its own document. */
    void table(Table table) {
        if (!json) {
            table.lines().forEach(this::line);
        }
    }

    /** Something to know that is neither result nor failure. */
    void message(String text) {
        if (!quiet) {
            terminal.err().println("dray: " + Quotes.printable(OptionNames.translate(text)));
        }
    }

    /** The same among the events of a command whose output they are. */
    void warning(String text) {
        if (json) {
            document(event -> warning(event, text));
        } else {
            message(text);
        }
    }

    /** The same beside results, which a program reads as such: on standard error, as failures are. */
    void aside(String text) {
        if (json) {
            terminal.err().println(encode(event -> warning(event, text)));
        } else {
            message(text);
        }
    }

    private static void warning(GoJsonWriter event, String text) {
        event.name("event").value("warning").name("message").value(OptionNames.translate(text));
    }

    /** A document of its own line. */
    void document(Consumer<GoJsonWriter> fields) {
        results().println(encode(fields));
    }

    /** What a reader of lines, or a terminal, could take for more than text is escaped, as JSON has it. */
    static String encode(Consumer<GoJsonWriter> fields) {
        GoJsonWriter writer = new GoJsonWriter();
        writer.beginObject();
        fields.accept(writer);
        writer.endObject();
        return Quotes.printable(new String(writer.toBytes(), StandardCharsets.UTF_8));
    }
}
