package dev.drayage.server.access;

import java.util.List;

/**
 * What a request is about to do, as tokens name it (distribution, "Token Scope Documentation").
 *
 * @param type {@code repository} or {@code registry}
 * @param name the repository as requests name it, or {@code catalog}
 * @param actions what is done with it, in the order of the specification
 */
public record Scope(String type, String name, List<Action> actions) {

    /** What can be done. */
    public enum Action {
        /** Reading. */
        PULL("pull"),
        /** Writing and changing. */
        PUSH("push"),
        /** Deleting. */
        DELETE("delete"),
        /** Everything that a registry lets be done with itself; here that is reading. */
        ANY("*");

        private final String word;

        Action(String word) {
            this.word = word;
        }

        /** As tokens have it. */
        public String word() {
            return word;
        }

        /** Whether nothing is changed by it. */
        public boolean isReading() {
            return this == PULL || this == ANY;
        }
    }

    /** Copies the list. */
    public Scope {
        actions = List.copyOf(actions);
    }

    /** Something that is done with a repository. */
    public static Scope repository(String name, Action... actions) {
        return new Scope("repository", name, List.of(actions));
    }

    /** Reading whatever the registry has. */
    public static Scope catalog() {
        return new Scope("registry", "catalog", List.of(Action.ANY));
    }

    /** Whether nothing is changed. */
    public boolean isReading() {
        return actions.stream().allMatch(Action::isReading);
    }

    /** As challenges have it: {@code repository:team/app:pull,push}. */
    @Override
    public String toString() {
        return type + ":" + name + ":"
                + String.join(",", actions.stream().map(Action::word).toList());
    }
}
