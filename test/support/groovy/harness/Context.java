package harness;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the blocks around a piece of Pipeline code gave it: agent, folder, variables and secrets; never changed, only replaced. */
final class Context implements Serializable {
    private static final long serialVersionUID = 1L;

    static final Context OUTERMOST = new Context(null, null, null, Map.of(), List.of(), List.of());

    final String node;
    final String workspace;
    final String folder;
    final Map<String, String> env;
    final List<String> secrets;
    final List<String> blocks;

    private Context(String node, String workspace, String folder, Map<String, String> env, List<String> secrets, List<String> blocks) {
        this.node = node;
        this.workspace = workspace;
        this.folder = folder;
        this.env = new LinkedHashMap<>(env);
        this.secrets = new ArrayList<>(secrets);
        this.blocks = new ArrayList<>(blocks);
    }

    Context on(String agent, String folderOfBuild) {
        return new Context(agent, folderOfBuild, folderOfBuild, env, secrets, blocks);
    }

    Context in(String subfolder) {
        return new Context(node, workspace, subfolder, env, secrets, blocks);
    }

    Context inside(String block) {
        Context inner = new Context(node, workspace, folder, env, secrets, blocks);
        inner.blocks.add(block);
        return inner;
    }

    Context withSecret(String secret) {
        Context inner = new Context(node, workspace, folder, env, secrets, blocks);
        inner.secrets.add(secret);
        return inner;
    }

    Context with(String name, String value) {
        Context inner = new Context(node, workspace, folder, env, secrets, blocks);
        inner.env.put(name, value);
        return inner;
    }

    /** A line of the log as a reader may see it. */
    String masked(String text) {
        String result = text;
        for (String secret : secrets) result = result.replace(secret, "****");
        return result;
    }
}
