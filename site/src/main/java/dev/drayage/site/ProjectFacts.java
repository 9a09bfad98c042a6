package dev.drayage.site;

import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;

/**
 * What the build knows of the project.
 *
 * @param repository the address of the repository on the web
 */
record ProjectFacts(String version, String repository) {
    static ProjectFacts ofBuild() throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(Assets.text("project.properties")));
        return new ProjectFacts(property(properties, "version"), property(properties, "repository"));
    }

    private static String property(Properties properties, String name) throws IOException {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IOException("project.properties has no " + name + "; build the module site again");
        }
        return value;
    }
}
