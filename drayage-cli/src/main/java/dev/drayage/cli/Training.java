package dev.drayage.cli;

import java.util.Arrays;

/** Runs several commands in one process, for the launcher to see which classes they load. */
final class Training {
    private static final String SEPARATOR = "--then";

    private Training() {}

    /** Runs commands with {@value #SEPARATOR} between them and exits with the code of the first that fails. */
    public static void main(String[] args) {
        Terminal terminal = Terminal.ofProcess();
        int begin = 0;
        for (int i = 0; i <= args.length; i++) {
            if (i == args.length || args[i].equals(SEPARATOR)) {
                int code = Dray.run(Arrays.copyOfRange(args, begin, i), terminal);
                if (code != ExitCode.DONE) {
                    System.exit(code);
                }
                begin = i + 1;
            }
        }
    }
}
