package dev.drayage.server.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a token allows: its claim {@code access}, of which each entry that cannot be understood allows nothing. */
final class TokenGrants {
    private static final String EVERYTHING = "*";

    private record Grant(String type, String name, Set<String> actions) {}

    private final List<Grant> grants;

    private TokenGrants(List<Grant> grants) {
        this.grants = grants;
    }

    static TokenGrants of(@Nullable Object access) {
        List<Grant> grants = new ArrayList<>();
        if (access instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof Map<?, ?> fields
                        && fields.get("type") instanceof String type
                        && fields.get("name") instanceof String name
                        && fields.get("actions") instanceof List<?> actions) {
                    Set<String> words = actions.stream()
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .collect(Collectors.toSet());
                    grants.add(new Grant(withoutClass(type), name, words));
                }
            }
        }
        return new TokenGrants(grants);
    }

    /** {@code repository(plugin)} is what was once told apart from {@code repository}. */
    private static String withoutClass(String type) {
        int open = type.indexOf('(');
        return open > 0 && type.endsWith(")") ? type.substring(0, open) : type;
    }

    boolean allow(Scope scope) {
        return scope.actions().stream().allMatch(action -> grants.stream()
                .anyMatch(grant -> grant.type().equals(scope.type())
                        && grant.name().equals(scope.name())
                        && (grant.actions().contains(action.word())
                                || grant.actions().contains(EVERYTHING))));
    }
}
