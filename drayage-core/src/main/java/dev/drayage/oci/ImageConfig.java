package dev.drayage.oci;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.JsonReader;
import dev.drayage.platform.Platform;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an image, as far as it describes the image rather than how to run it.
 *
 * @param raw the bytes it was read from
 * @param platform the platform the image is made for, normalised; as in containerd, no operating system is taken as
 *     {@code linux}, and no architecture is empty
 * @param created when the image was made, as written; null if not said
 * @param diffIds the digests of the uncompressed layers, the lowest first; empty if there is no {@code rootfs}
 * @param hasRootfs whether there is a {@code rootfs}, even one that names no layer
 * @param history how the image was made, the first step first
 */
public record ImageConfig(
        RawDocument raw,
        Platform platform,
        @Nullable String created,
        List<Digest> diffIds,
        boolean hasRootfs,
        List<History> history) {
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
            private final SettingFields settings = new SettingFields();

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

        private static final class SettingFields implements JsonReader.Fields {
            private static final Set<String> NAMES = Set.of(
                    "User",
                    "ExposedPorts",
                    "Env",
                    "Entrypoint",
                    "Cmd",
                    "Volumes",
                    "WorkingDir",
                    "Labels",
                    "StopSignal");

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
                return new RunSettings(
                        user, exposedPorts, env, entrypoint, cmd, volumes, workingDir, labels, stopSignal);
            }
        }
    }

    /** Copies the lists. */
    public ImageConfig {
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    /**
     * One step in the making of an image.
     *
     * @param created when, as written; null if not said
     * @param createdBy by which command; null if not said
     * @param comment what somebody noted; null if nothing
     * @param emptyLayer whether the step made no layer
     */
    public record History(
            @Nullable String created,
            @Nullable String createdBy,
            @Nullable String comment,
            boolean emptyLayer) {}

    /**
     * Reads a configuration.
     *
     * @throws InvalidDocumentException if it is not JSON, over a limit, or a value is not what it should be; the message
     *     names the place
     */
    public static ImageConfig parse(RawDocument raw, Limits limits) throws InvalidDocumentException {
        Fields fields = new Fields();
        JsonReader.read(raw.array(), "config", limits, fields);
        return new ImageConfig(
                raw,
                fields.platform.platform().normalized(),
                fields.created,
                fields.diffIds,
                fields.hasRootfs,
                fields.history);
    }

    /**
     * How the image is run. Read when it is asked for, so that nothing which only moves images fails because of it.
     *
     * @throws UncheckedIOException if a value is not what it should be
     */
    public RunSettings run() {
        try {
            return RunSettings.parse(raw, Limits.defaults());
        } catch (InvalidDocumentException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who runs it; empty if not said. Fails as {@link #run} does. */
    public Optional<String> user() {
        return Optional.ofNullable(run().user());
    }

    /** The environment, each as {@code NAME=value}. Fails as {@link #run} does. */
    public List<String> env() {
        return run().env();
    }

    /** The command that is always run. Fails as {@link #run} does. */
    public List<String> entrypoint() {
        return run().entrypoint();
    }

    /** The arguments of that, or the command itself where there is none. Fails as {@link #run} does. */
    public List<String> cmd() {
        return run().cmd();
    }

    /** What somebody noted, by key. Fails as {@link #run} does. */
    public SortedMap<String, String> labels() {
        return run().labels();
    }

    /** Ports that it listens on, such as {@code 80/tcp}. Fails as {@link #run} does. */
    public SortedSet<String> exposedPorts() {
        return run().exposedPorts();
    }

    private static final class Fields implements JsonReader.Fields {
        private static final Set<String> NAMES = new HashSet<>(PlatformFields.NAMES);

        static {
            NAMES.addAll(Set.of("created", "rootfs", "history"));
        }

        private final PlatformFields platform = new PlatformFields();
        private @Nullable String created;
        private List<Digest> diffIds = List.of();
        private boolean hasRootfs;
        private List<History> history = List.of();

        @Override
        public Set<String> names() {
            return NAMES;
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            switch (name) {
                case "created" -> created = in.stringOrNull();
                case "rootfs" -> readRootfs(in);
                case "history" -> history = in.list(HistoryFields::read);
                default -> platform.take(name, in);
            }
        }

        private void readRootfs(JsonReader in) throws InvalidDocumentException {
            RootfsFields fields = new RootfsFields();
            hasRootfs = !in.isNull();
            if (hasRootfs) {
                in.object(fields);
            }
            diffIds = fields.diffIds;
        }
    }

    private static final class RootfsFields implements JsonReader.Fields {
        private List<Digest> diffIds = List.of();

        @Override
        public Set<String> names() {
            return Set.of("diff_ids");
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            diffIds = in.list(value -> value.parsed(Digest::parse));
        }
    }

    private static final class HistoryFields implements JsonReader.Fields {
        private static final Set<String> NAMES = Set.of("created", "created_by", "comment", "empty_layer");

        private @Nullable String created;
        private @Nullable String createdBy;
        private @Nullable String comment;
        private boolean emptyLayer;

        static History read(JsonReader in) throws InvalidDocumentException {
            HistoryFields fields = new HistoryFields();
            in.object(fields);
            return new History(fields.created, fields.createdBy, fields.comment, fields.emptyLayer);
        }

        @Override
        public Set<String> names() {
            return NAMES;
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            switch (name) {
                case "created" -> created = in.stringOrNull();
                case "created_by" -> createdBy = in.stringOrNull();
                case "comment" -> comment = in.stringOrNull();
                case "empty_layer" -> emptyLayer = in.flag();
                default -> throw new IllegalArgumentException(name);
            }
        }
    }
}
