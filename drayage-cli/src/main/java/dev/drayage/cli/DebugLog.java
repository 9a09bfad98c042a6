package dev.drayage.cli;

import dev.drayage.json.Quotes;
import java.io.PrintStream;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * What the library logs through {@link System.Logger}, on standard error: warnings always, all else only when the user
 * asks for it. Without it the JDK would start its own logging, which takes longer than most commands run.
 */
public final class DebugLog extends System.LoggerFinder {
    private static final String OWN = "dev.drayage";

    private static volatile @Nullable PrintStream target;
    private static volatile boolean on;

    /** For {@link java.util.ServiceLoader}. */
    public DebugLog() {
        // Nothing to be set up.
    }

    /** Has everything written to a stream, or warnings only. */
    static void writeTo(PrintStream stream, boolean everything) {
        target = stream;
        on = everything;
    }

    /** Has everything written, not warnings only. */
    static void enable() {
        on = true;
    }

    /** Whether the user asked for it. */
    static boolean isOn() {
        return on;
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Lines(name);
    }

    private static boolean isShown(String name, System.Logger.Level level) {
        System.Logger.Level least = !name.startsWith(OWN)
                ? on ? System.Logger.Level.WARNING : System.Logger.Level.OFF
                : on ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
        return level != System.Logger.Level.OFF && level.getSeverity() >= least.getSeverity();
    }

    /** Writes one line for each event, and a stack trace where there is one and the user asked for all. */
    private record Lines(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return isShown(name, level);
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Throwable thrown) {
            if (isLoggable(level)) {
                write(level, String.valueOf(text), thrown);
            }
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... parameters) {
            if (isLoggable(level)) {
                String text = String.valueOf(format);
                boolean plain = parameters == null || parameters.length == 0;
                write(level, plain ? text : MessageFormat.format(text, parameters), null);
            }
        }

        private static void write(Level level, String text, @Nullable Throwable thrown) {
            PrintStream stream = target;
            if (stream == null) {
                return;
            }
            String kind = level.getSeverity() >= Level.WARNING.getSeverity() ? "" : "debug: ";
            stream.println("dray: " + kind + Quotes.printable(text));
            if (thrown != null && on) {
                thrown.printStackTrace(stream);
            }
        }
    }
}
