package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What goes beside the command's jar: Maven leaves out what the command itself wants for its tests, whoever else needs it. */
class CommandLibrariesTest {
    private static Set<String> dependencies(Path pom, List<String> scopes) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
        Set<String> found = new HashSet<>();
        NodeList dependencies = document.getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            if (scopes.contains(text(dependency, "scope"))) {
                found.add(text(dependency, "groupId") + ":" + text(dependency, "artifactId"));
            }
        }
        return found;
    }

    private static String text(Element parent, String name) {
        NodeList children = parent.getElementsByTagName(name);
        return children.getLength() == 0
                ? ""
                : children.item(0).getTextContent().strip();
    }

    private static List<Path> libraries() throws IOException {
        try (Stream<Path> modules = Files.list(Fixtures.root())) {
            return modules.filter(module -> module.getFileName().toString().startsWith("drayage-"))
                    .filter(module -> Stream.of("drayage-bom", "drayage-cli", "drayage-testkit")
                            .noneMatch(module::endsWith))
                    .map(module -> module.resolve("pom.xml"))
                    .toList();
        }
    }

    @Test
    void nothingThatALibraryNeedsIsLeftOut() throws Exception {
        Set<String> ofTests = dependencies(Fixtures.root().resolve("drayage-cli/pom.xml"), List.of("test"));
        assertThat(ofTests).contains("dev.drayage:drayage-testkit");
        assertThat(libraries()).hasSizeGreaterThan(3);
        for (Path pom : libraries()) {
            assertThat(dependencies(pom, List.of("", "compile", "runtime")))
                    .as(pom.toString())
                    .doesNotContainAnyElementsOf(ofTests);
        }
    }
}
