package dev.drayage.cli;

import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;

/** Lists in help what a command has of its own first, then how each kind of place is reached, under a heading. */
final class OptionSections implements IHelpSectionRenderer {
    private static final Map<Class<?>, String> HEADINGS = headings();

    @Override
    public String render(Help help) {
        List<OptionSpec> own = new ArrayList<>();
        Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
        HEADINGS.values().forEach(heading -> sections.put(heading, new ArrayList<>()));
        for (OptionSpec option : help.commandSpec().options()) {
            sections.getOrDefault(HEADINGS.getOrDefault(kind(option), ""), own).add(option);
        }
        // A command for one kind of place has all in one list.
        if (sections.values().stream().filter(section -> !section.isEmpty()).count() < 2) {
            return help.optionListExcludingGroups(help.commandSpec().options());
        }
        StringBuilder text = new StringBuilder(help.optionListExcludingGroups(own));
        sections.forEach((heading, options) ->
                text.append(String.format("%n%s:%n", heading)).append(help.optionListExcludingGroups(options)));
        return text.toString();
    }

    /** Where the option is declared. */
    private static Class<?> kind(OptionSpec option) {
        return option.userObject() instanceof Member declared ? declared.getDeclaringClass() : OptionSections.class;
    }

    private static Map<Class<?>, String> headings() {
        Map<Class<?>, String> headings = new LinkedHashMap<>();
        headings.put(StoreRoot.class, "The local store");
        headings.put(StoreLocation.class, "The local store");
        headings.put(RegistryArguments.class, "Registries");
        headings.put(DaemonArguments.class, "A running containerd");
        return headings;
    }
}
