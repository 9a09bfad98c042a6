package dev.drayage.cli;

import java.util.List;

/** The commands there are. Only the class of one that is asked for is loaded. */
final class CommandList {
    /** In the order of help. */
    static final List<String> NAMES = List.of(
            "export",
            "import",
            "copy",
            "sync",
            "ls",
            "inspect",
            "digest",
            "tree",
            "diff",
            "delta",
            "verify",
            "repair",
            "tag",
            "rm",
            "label",
            "gc",
            "ingest",
            "lease",
            "store",
            "serve",
            "tags",
            "repositories",
            "delete",
            "login",
            "logout",
            "version",
            "generate-completion");

    private CommandList() {}

    /** What carries out a command of {@link #NAMES}. */
    static Class<?> type(String name) {
        return switch (name) {
            case "export" -> ExportCommand.class;
            case "import" -> ImportCommand.class;
            case "copy" -> CopyCommand.class;
            case "sync" -> SyncCommand.class;
            case "ls" -> LsCommand.class;
            case "inspect" -> InspectCommand.class;
            case "digest" -> DigestCommand.class;
            case "tree" -> TreeCommand.class;
            case "diff" -> DiffCommand.class;
            case "delta" -> DeltaCommand.class;
            case "verify" -> VerifyCommand.class;
            case "repair" -> RepairCommand.class;
            case "tag" -> TagCommand.class;
            case "rm" -> RmCommand.class;
            case "label" -> LabelCommand.class;
            case "gc" -> GcCommand.class;
            case "ingest" -> IngestCommand.class;
            case "lease" -> LeaseCommand.class;
            case "store" -> StoreCommand.class;
            case "serve" -> ServeCommand.class;
            case "tags" -> TagsCommand.class;
            case "repositories" -> RepositoriesCommand.class;
            case "delete" -> DeleteCommand.class;
            case "login" -> LoginCommand.class;
            case "logout" -> LogoutCommand.class;
            case "version" -> VersionCommand.class;
            case "generate-completion" -> CompletionCommand.class;
            default -> throw new IllegalArgumentException(name + " is not a command");
        };
    }
}
