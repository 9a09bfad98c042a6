package dev.drayage.cli;

import dev.drayage.json.GoJsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/**
 * What was built.
 *
 * @param version of the project
 * @param commit the commit of the sources, in full; null where they were no checkout
 * @param modified whether the sources differed from that commit
 */
record Version(String version, @Nullable String commit, boolean modified) {
    private static final int SHORT_COMMIT = 12;

    /** For picocli: every command is of the same version. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {ofBuild().text()};
        }
    }

    /** Of this program. */
    static Version ofBuild() {
        Properties build = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
            if (in == null) {
                throw new IllegalStateException("build.properties is missing from the program");
            }
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String commit = build.getProperty("commit", "");
        return new Version(
                build.getProperty("version", ""),
                commit.isEmpty() ? null : commit,
                Boolean.parseBoolean(build.getProperty("modified")));
    }

    /** In one line, with the Java that runs it. */
    String text() {
        String from = commit == null
                ? ""
                : "commit " + commit.substring(0, SHORT_COMMIT) + (modified ? " with changes, " : ", ");
        return "dray " + version + " (" + from + "Java " + System.getProperty("java.version") + " " + vendor() + ")";
    }

    /** Whoever built the Java, as they call it: {@code Temurin} rather than the foundation behind it. */
    private static String vendor() {
        String product = System.getProperty("java.vendor.version", "").replaceFirst("[^A-Za-z].*", "");
        return product.isEmpty() ? System.getProperty("java.vendor", "") : product;
    }

    void write(GoJsonWriter json) {
        json.name("version").value(version);
        if (commit != null) {
            json.name("commit").value(commit).name("modified").value(modified);
        }
        json.name("java").beginObject();
        json.name("version").value(System.getProperty("java.version"));
        json.name("vendor").value(System.getProperty("java.vendor"));
        json.name("home").value(System.getProperty("java.home"));
        json.endObject();
        json.name("os").value(System.getProperty("os.name"));
        json.name("arch").value(System.getProperty("os.arch"));
    }
}
