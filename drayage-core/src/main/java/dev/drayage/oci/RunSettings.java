package dev.drayage.oci;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.JsonReader;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration of an image says of how to run it: the {@code config} of image-spec's {@code config.md}. Read
 * apart from {@link ImageConfig}, so that nothing which only moves images fails because of it.
 *
 * @param user who runs it; null if not said
 * @param exposedPorts ports that it listens on, such as {@code 80/tcp}
 * @param env the environment, each as {@code NAME=value}
 * @param entrypoint the command that is always run
 * @param cmd the arguments of that, or the command itself where there is no entrypoint
 * @param volumes directories that are kept apart from the image
 * @param workingDir where the command is run; null if not said
 * @param labels what somebody noted
 * @param stopSignal what ends it; null if not said
 */
public record RunSettings(
        @Nullable String user,
        SortedSet<String> exposedPorts,
        List<String> env,
        List<String> entrypoint,
        List<String> cmd,
        SortedSet<String> volumes,
        @Nullable String workingDir,
        SortedMap<String, String> labels,
        @Nullable String stopSignal) {

    /** Copies the lists. */
    public RunSettings {
        env = List.copyOf(env);
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        labels = Annotations.copyOf(labels);
    }

    /**
     * Reads a configuration; one without settings says nothing.
     *
     * @throws InvalidDocumentException if it is not JSON, over a limit, or a value is not what it should be; the message
     *     names the place
     */
    public static RunSettings parse(RawDocument config, Limits limits) throws InvalidDocumentException {
        Root root = new Root();
        JsonReader.read(config.array(), "config", limits, root);
        return root.settings.settings();
    }

    private static final class Root implements JsonReader.Fields {
        private final Fields settings = new Fields();

        @Override
        public Set<String> names() {
            return Set.of("config");
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            if (!in.isNull()) {
                in.object(settings);
            }
        }
    }

    private static final class Fields implements JsonReader.Fields {
        private static final Set<String> NAMES = Set.of(
                "User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal");

        private @Nullable String user;
        private SortedSet<String> exposedPorts = new TreeSet<>();
        private List<String> env = List.of();
        private List<String> entrypoint = List.of();
        private List<String> cmd = List.of();
        private SortedSet<String> volumes = new TreeSet<>();
        private @Nullable String workingDir;
        private SortedMap<String, String> labels = Annotations.modifiable();
        private @Nullable String stopSignal;

        @Override
        public Set<String> names() {
            return NAMES;
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            switch (name) {
                case "User" -> user = said(in);
                case "ExposedPorts" -> exposedPorts = in.keys();
                case "Env" -> env = in.list(JsonReader::string);
                case "Entrypoint" -> entrypoint = in.list(JsonReader::string);
                case "Cmd" -> cmd = in.list(JsonReader::string);
                case "Volumes" -> volumes = in.keys();
                case "WorkingDir" -> workingDir = said(in);
                case "Labels" -> labels = in.annotations();
                case "StopSignal" -> stopSignal = said(in);
                default -> throw new IllegalArgumentException(name);
            }
        }

        private static @Nullable String said(JsonReader in) throws InvalidDocumentException {
            String text = in.stringOrNull();
            return text == null || text.isEmpty() ? null : text;
        }

        RunSettings settings() {
            return new RunSettings(user, exposedPorts, env, entrypoint, cmd, volumes, workingDir, labels, stopSignal);
        }
    }
}
