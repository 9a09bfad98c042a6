package dev.drayage.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One run of the command within this JVM, off any terminal, and what came of it. */
final class Invocation {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<String> arguments;
    private final int exitCode;
    private final byte[] out;
    private final String err;

    private Invocation(List<String> arguments, int exitCode, byte[] out, String err) {
        this.arguments = arguments;
        this.exitCode = exitCode;
        this.out = out;
        this.err = err;
    }

    static Invocation dray(Object... arguments) {
        String[] words = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Dray.run(
                words,
                Terminal.of(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)));
        return new Invocation(List.of(words), code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    Invocation requireSuccess() {
        if (exitCode != ExitCode.DONE) {
            throw new AssertionError(this);
        }
        return this;
    }

    int exitCode() {
        return exitCode;
    }

    byte[] outBytes() {
        return out.clone();
    }

    String out() {
        return new String(out, StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return out().lines().toList();
    }

    /** Every line of standard output as a document of its own; a line that is none fails the test. */
    List<JsonNode> documents() {
        return documents(out());
    }

    static List<JsonNode> documents(String text) {
        return text.lines().map(JSON::readTree).toList();
    }

    String err() {
        return err;
    }

    List<String> errors() {
        return err.lines().toList();
    }

    /** The one line on standard error, which has to be all there is. */
    String message() {
        if (err.lines().count() != 1) {
            throw new AssertionError("wanted one line on standard error of " + this);
        }
        return err.strip();
    }

    @Override
    public String toString() {
        return "dray " + String.join(" ", arguments) + " ended with " + exitCode + "\nstdout: " + out() + "\nstderr: "
                + err;
    }
}
