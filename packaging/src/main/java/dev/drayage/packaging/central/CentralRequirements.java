package dev.drayage.packaging.central;

import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.JarFile;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/**
 * What Maven Central asks of each artifact, and what users of ours may expect beyond it: a POM that stands by itself, and a
 * module name that does not depend on the name of a file.
 *
 * @param version that of all artifacts
 * @param signed whether each file has to have a signature, as it must when it is sent
 */
record CentralRequirements(String version, boolean signed) {
    private static final List<String> OF_A_POM = List.of(
            "groupId",
            "artifactId",
            "version",
            "name",
            "description",
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name",
            "developers/developer/organization",
            "scm/connection",
            "scm/developerConnection",
            "scm/url");

    /** A sentence for each reason not to take what is in the repository; none if there is nothing wrong. */
    List<String> refusals(Path repository) throws IOException {
        List<String> refusals = new ArrayList<>();
        if (version.endsWith("-SNAPSHOT")) {
            refusals.add(version + " is a snapshot; give a version to release");
        }
        // Artifacts by their directories.
        TreeMap<Path, List<Path>> artifacts = new TreeMap<>();
        for (Path file : CentralBundle.published(repository)) {
            artifacts
                    .computeIfAbsent(file.getParent(), directory -> new ArrayList<>())
                    .add(file);
        }
        if (artifacts.isEmpty()) {
            refusals.add(repository + " holds no artifact; deploy to it first");
        }
        for (Path directory : artifacts.keySet()) {
            new Artifact(repository, directory, refusals).check(artifacts.get(directory));
        }
        return refusals;
    }

    private final class Artifact {
        private final Path directory;
        private final String group;
        private final String stem;
        private final List<String> refusals;

        Artifact(Path repository, Path directory, List<String> refusals) {
            this.directory = directory;
            this.refusals = refusals;
            Path place = repository.relativize(directory);
            int names = place.getNameCount();
            this.group = names < 3 ? "" : place.subpath(0, names - 2).toString().replace('/', '.');
            this.stem = names < 3 ? "" : place.getName(names - 2) + "-" + version;
        }

        void check(List<Path> files) throws IOException {
            for (Path file : files) {
                String name = CentralBundle.name(file);
                if (stem.isEmpty() || !name.startsWith(stem) || !directory.endsWith(version)) {
                    refuse(file, "does not lie where an artifact of version " + version + " does");
                } else if (signed && !name.endsWith(".asc")) {
                    checkSignature(file);
                }
            }
            Path pom = directory.resolve(stem + ".pom");
            if (!Files.exists(pom)) {
                refuse(pom, "is missing");
                return;
            }
            if (checkPom(pom).equals("jar")) {
                Path jar = directory.resolve(stem + ".jar");
                for (Path file : List.of(
                        jar, directory.resolve(stem + "-sources.jar"), directory.resolve(stem + "-javadoc.jar"))) {
                    if (!Files.exists(file)) {
                        refuse(file, "is missing");
                        return;
                    }
                }
                checkModule(jar);
            }
        }

        private void checkSignature(Path file) throws IOException {
            Path signature = file.resolveSibling(CentralBundle.name(file) + ".asc");
            if (!Files.exists(signature)) {
                refuse(signature, "is missing; sign with -P sign");
            } else if (!Files.readString(signature).startsWith("-----BEGIN PGP SIGNATURE-----")) {
                refuse(signature, "is not an armored signature");
            }
        }

        /** Returns the packaging. */
        private String checkPom(Path pom) throws IOException {
            Document document = parse(pom);
            for (String element : OF_A_POM) {
                if (text(document, "/project/" + element).isEmpty()) {
                    refuse(pom, "has no " + element);
                }
            }
            String coordinates = text(document, "/project/groupId") + ":" + text(document, "/project/artifactId") + "-"
                    + text(document, "/project/version");
            if (!coordinates.equals(group + ":" + stem)) {
                refuse(pom, "is of " + coordinates + ", and lies where that of " + group + ":" + stem + " does");
            }
            if (!text(document, "/project/parent/artifactId").isEmpty()) {
                refuse(pom, "has a parent; it is not flattened");
            }
            if (!text(document, "//dependencies/dependency[scope='test']/artifactId")
                    .isEmpty()) {
                refuse(pom, "has dependencies of tests; it is not flattened");
            }
            if (!text(document, "//version[contains(., '-SNAPSHOT')]").isEmpty()) {
                refuse(pom, "depends on a snapshot");
            }
            // Of itself a POM always knows the version.
            String property =
                    text(document, "//text()[contains(., '${') and normalize-space() != '${project.version}']");
            if (!property.isEmpty()) {
                refuse(pom, "has the property " + property + "; it is not flattened");
            }
            String packaging = text(document, "/project/packaging");
            return packaging.isEmpty() ? "jar" : packaging;
        }

        private void checkModule(Path jar) throws IOException {
            ModuleDescriptor module;
            try {
                module = ModuleFinder.of(jar).findAll().iterator().next().descriptor();
            } catch (FindException e) {
                refuse(jar, "has no module name: " + e.getMessage());
                return;
            }
            try (JarFile file = new JarFile(jar.toFile())) {
                if (module.isAutomatic()
                        && file.getManifest().getMainAttributes().getValue("Automatic-Module-Name") == null) {
                    refuse(
                            jar,
                            "has the module name " + module.name()
                                    + " of its file's name alone; add a module-info.java");
                }
            }
        }

        private void refuse(Path file, String why) {
            refusals.add(file + " " + why);
        }
    }

    private static Document parse(Path pom) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(pom.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(pom + " cannot be read as XML: " + e.getMessage(), e);
        }
    }

    private static String text(Document document, String path) {
        try {
            XPath xpath = XPathFactory.newInstance().newXPath();
            return xpath.evaluate(path, document).strip();
        } catch (XPathExpressionException e) {
            throw new IllegalStateException(e);
        }
    }
}
