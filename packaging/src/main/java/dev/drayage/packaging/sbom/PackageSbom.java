package dev.drayage.packaging.sbom;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the bill of the packages from Maven's, in CycloneDX's form: checks that the one jar in each package is made of the
 * jars that the bill names and of no others, and adds what Maven does not know, the Java runtime and files of Debian.
 */
public final class PackageSbom {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final ObjectNode bill;
    private final String root;

    private PackageSbom(ObjectNode bill) {
        this.bill = bill;
        this.root = bill.at("/metadata/component/bom-ref").asString();
    }

    /**
     * Writes the bill, or fails with what does not agree.
     *
     * @param args Maven's bill, the directory of the command's jar, which has those of its libraries in {@code lib}, the
     *     bill to write, and the unpacked packages
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 4) {
            System.err.println("usage: PackageSbom MAVEN.cdx.json APP_DIR OUTPUT.cdx.json PACKAGE_DIR...");
            System.exit(2);
        }
        List<Path> packages = Arrays.stream(args).skip(3).map(Path::of).toList();
        try {
            Files.write(Path.of(args[2]), make(Path.of(args[0]), Path.of(args[1]), packages));
        } catch (DisagreementException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static byte[] make(Path maven, Path app, List<Path> packages) throws IOException, DisagreementException {
        PackageSbom sbom = new PackageSbom((ObjectNode) JSON.readTree(Files.readAllBytes(maven)));
        Set<String> classes = classes(app.resolve("dray.jar"));
        for (Path jar : sbom.listed(app.resolve("lib"))) {
            classes.addAll(classes(jar));
        }
        for (Path directory : packages) {
            Path jar = directory.resolve("lib/dray.jar");
            Set<String> packed = classes(jar);
            refuseAny(jar, "has the class %s, of no library that the bill names", packed, classes::contains);
            refuseAny(jar, "lacks the class %s, of a library that the bill names", classes, packed::contains);
            sbom.addRuntime(directory);
            sbom.addDebian(directory);
        }
        return JSON.writeValueAsBytes(sbom.bill);
    }

    /** The jars of the bill's components: each is there, is the very file that the bill is about, and no other is there. */
    private List<Path> listed(Path libraries) throws IOException, DisagreementException {
        TreeMap<Path, String> sums = new TreeMap<>();
        for (JsonNode component : bill.withArray("components")) {
            String name = component.path("name").asString() + "-"
                    + component.path("version").asString();
            String sum = "";
            for (JsonNode hash : component.path("hashes")) {
                if (hash.path("alg").asString().equals("SHA-256")) {
                    sum = hash.path("content").asString();
                }
            }
            if (component.path("licenses").isEmpty()) {
                throw new DisagreementException("the bill names no licence of " + name);
            }
            sums.put(libraries.resolve(name + ".jar"), sum);
        }
        TreeSet<Path> there = new TreeSet<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(libraries, "*.jar")) {
            jars.forEach(there::add);
        }
        refuseAny(libraries, "lacks %s, which the bill names", sums.navigableKeySet(), there::contains);
        refuseAny(libraries, "holds %s, which the bill does not name", there, sums::containsKey);
        for (Path jar : there) {
            String sum = HexFormat.of().formatHex(sha256(Files.readAllBytes(jar)));
            if (!sum.equals(sums.get(jar))) {
                throw new DisagreementException(jar + " has the SHA-256 " + sum + ", and in the bill " + sums.get(jar));
            }
        }
        return List.copyOf(there);
    }

    /** Without those for newer Javas, and descriptors of modules, which one jar cannot have several of. */
    private static Set<String> classes(Path jar) throws IOException {
        TreeSet<String> classes = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .filter(name -> !name.endsWith("module-info.class"))
                    .forEach(classes::add);
        }
        return classes;
    }

    private void addRuntime(Path directory) throws IOException {
        Properties release = new Properties();
        try (var reader = Files.newBufferedReader(directory.resolve("lib/runtime/release"))) {
            release.load(reader);
        }
        String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
        ObjectNode runtime = add(directory, "platform", "OpenJDK", version, "pkg:generic/openjdk@" + version);
        runtime.putArray("licenses").addObject().put("expression", "GPL-2.0-only WITH Classpath-exception-2.0");
        runtime.withArray("properties")
                .addObject()
                .put("name", "drayage:modules")
                .put("value", release.getProperty("MODULES", "").replace("\"", ""));
    }

    /** A package is a line of name, version and architecture. */
    private void addDebian(Path directory) throws IOException {
        Path list = directory.resolve("share/doc/drayage/DEBIAN-PACKAGES");
        if (Files.exists(list)) {
            for (String line : Files.readAllLines(list)) {
                String[] words = line.split(" ", -1);
                String version = words[1].replace("+", "%2B").replace(":", "%3A");
                add(
                        directory,
                        "library",
                        words[0],
                        words[1],
                        "pkg:deb/debian/" + words[0] + "@" + version + "?arch=" + words[2]);
            }
        }
    }

    private ObjectNode add(Path directory, String type, String name, String version, String purl) {
        String of = directory.getFileName().toString();
        String ref = purl + "#" + of;
        ObjectNode component = bill.withArray("components").addObject();
        component.put("type", type).put("bom-ref", ref).put("name", name).put("version", version);
        component.put("purl", purl);
        component
                .putArray("properties")
                .addObject()
                .put("name", "drayage:package")
                .put("value", of);
        ArrayNode dependencies = bill.withArray("dependencies");
        for (JsonNode dependency : dependencies) {
            if (dependency.path("ref").asString().equals(root)) {
                ((ObjectNode) dependency).withArray("dependsOn").add(ref);
            }
        }
        dependencies.addObject().put("ref", ref).putArray("dependsOn");
        return component;
    }

    private static <T> void refuseAny(Path where, String why, Iterable<T> all, Predicate<? super T> known)
            throws DisagreementException {
        for (T each : all) {
            if (!known.test(each)) {
                throw new DisagreementException(where + " " + why.formatted(each));
            }
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bill is not of what is in the packages. */
    static final class DisagreementException extends Exception {
        private static final long serialVersionUID = 1;

        DisagreementException(String message) {
            super(message);
        }
    }
}
