import harness.Section

/** Interprets a declarative pipeline: agents, variables, conditions, inputs, stages and what comes after. */
def call(Closure body) {
    def root = read(body, ['agent', 'environment', 'options', 'parameters', 'tools', 'triggers', 'libraries', 'stages', 'post'])
    def checksOut = root.first('options') == null || !read(root.first('options'), null).says('skipDefaultCheckout')
    onAgent(root.first('agent'), checksOut) {
        withVariables(root) {
            withPost(root) { runStages(root.first('stages'), checksOut, Section.restartedAt()) }
        }
    }
}

/** Stages before the one at which somebody restarted the pipeline do not run again. */
private void runStages(Closure body, boolean checksOut, String restartedAt = null) {
    def stages = read(body, ['stage']).said()
    def waits = restartedAt != null
    for (int i = 0; i < stages.size(); i++) {
        waits = waits && stages[i][1] != restartedAt
        if (waits) {
            stage(stages[i][1]) { echo "Stage \"${stages[i][1]}\" skipped due to this build restarting at stage \"${restartedAt}\"" }
        } else {
            runStage(stages[i][1], stages[i][2], checksOut)
        }
    }
}

private void runStage(String name, Closure body, boolean checksOut) {
    def section = read(body, ['agent', 'environment', 'failFast', 'input', 'matrix', 'options', 'parallel', 'post', 'stages', 'steps', 'tools', 'when'])
    stage(name) {
        def condition = section.first('when') == null ? null : read(section.first('when'), null)
        def beforeAgent = condition != null && (condition.first('beforeAgent') || condition.first('beforeInput'))
        if (beforeAgent && !holds(condition)) {
            echo "Stage \"${name}\" skipped due to when conditional"
            return
        }
        withEnv(answers(section.first('input'))) {
            onAgent(section.first('agent') == null ? 'none' : section.first('agent'), checksOut) {
                withVariables(section) {
                    if (condition != null && !beforeAgent && !holds(condition)) {
                        echo "Stage \"${name}\" skipped due to when conditional"
                    } else {
                        withPost(section) { runContent(section, checksOut) }
                    }
                }
            }
        }
    }
}

private void runContent(Section section, boolean checksOut) {
    if (section.first('stages') != null) {
        runStages(section.first('stages'), checksOut)
    } else if (section.first('parallel') != null) {
        def stages = read(section.first('parallel'), ['stage']).said()
        def branches = [:]
        for (int i = 0; i < stages.size(); i++) {
            def one = stages[i]
            branches[one[1]] = { runStage(one[1], one[2], checksOut) }
        }
        parallel branches
    } else if (section.first('matrix') != null) {
        runCells(read(section.first('matrix'), ['agent', 'axes', 'stages']), checksOut)
    } else {
        section.first('steps').call()
    }
}

/** A matrix of one axis: its stages once for each value, at the same time. */
private void runCells(Section matrix, boolean checksOut) {
    def axes = read(matrix.first('axes'), ['axis'])
    def axis = read(axes.first('axis'), ['name', 'values'])
    def values = axis.all('values')
    def cells = [:]
    for (int i = 0; i < values.size(); i++) {
        def cell = "${axis.first('name')}=${values[i]}".toString()
        cells["Matrix - ${cell}".toString()] = {
            withEnv([cell]) {
                onAgent(matrix.first('agent') == null ? 'none' : matrix.first('agent'), checksOut) { runStages(matrix.first('stages'), checksOut) }
            }
        }
    }
    parallel cells
}

/** An agent of a declarative pipeline also checks the source out, and tells of its commit. */
private void onAgent(Object agent, boolean checksOut, Closure body) {
    if (agent == 'none') {
        body()
        return
    }
    def section = agent instanceof Closure ? read(agent, ['docker', 'kubernetes', 'label']) : new Section([])
    def pod = section.first('kubernetes') == null ? null : read(section.first('kubernetes'), ['defaultContainer', 'yaml'])
    if (pod != null) {
        podTemplate(yaml: pod.first('yaml')) {
            node(env.POD_LABEL) {
                withSources(checksOut) { container(pod.first('defaultContainer')) { body() } }
            }
        }
        return
    }
    def docker = section.first('docker')
    def image = docker instanceof Closure ? read(docker, ['args', 'image', 'label']).first('image') : docker
    node(section.first('label') ?: '') {
        withSources(checksOut) {
            if (image == null) {
                body()
            } else {
                withDockerContainer(image: image) { body() }
            }
        }
    }
}

private void withSources(boolean checksOut, Closure body) {
    if (checksOut) {
        def variables = checkout(scm)
        withEnv(["GIT_COMMIT=${variables.GIT_COMMIT}"]) { body() }
    } else {
        body()
    }
}

private void withVariables(Section section, Closure body) {
    def overrides = []
    def given = section.first('environment') == null ? [] : read(section.first('environment'), []).said()
    for (int i = 0; i < given.size(); i++) {
        overrides << "${given[i][0]}=${given[i][1]}"
    }
    withEnv(overrides) { body() }
}

/** What an `input` directive asks becomes variables of its stage. */
private List answers(Closure body) {
    if (body == null) {
        return []
    }
    def asked = read(body, ['message', 'id', 'ok', 'submitter', 'submitterParameter', 'parameters'])
    def parameters = asked.first('parameters') == null ? [] : read(asked.first('parameters'), null).symbols()
    def answer = input(message: asked.first('message'), ok: asked.first('ok'), submitter: asked.first('submitter'),
        submitterParameter: asked.first('submitterParameter'), parameters: parameters)
    def names = []
    for (int i = 0; i < parameters.size(); i++) {
        names << parameters[i].text('name')
    }
    if (asked.first('submitterParameter') != null) {
        names << asked.first('submitterParameter')
    }
    def variables = []
    for (int i = 0; i < names.size(); i++) {
        variables << "${names[i]}=${answer instanceof Map ? answer[names[i]] : answer}"
    }
    variables
}

private boolean holds(Section condition) {
    for (int i = 0; i < condition.said().size(); i++) {
        def kind = condition.said()[i][0]
        def value = condition.said()[i].size() > 1 ? condition.said()[i][1] : null
        if (kind == 'expression') {
            if (!value.call()) {
                return false
            }
        } else if (kind == 'branch') {
            if (env.BRANCH_NAME != value) {
                return false
            }
        } else if (!(kind in ['beforeAgent', 'beforeInput'])) {
            error "The harness does not know the condition '${kind}'"
        }
    }
    true
}

private void withPost(Section section, Closure body) {
    def post = section.first('post') == null ? null : read(section.first('post'), ['always', 'aborted', 'failure', 'success', 'unstable', 'cleanup'])
    Throwable failure = null
    try {
        body()
    } catch (Throwable thrown) {
        failure = thrown
        currentBuild.result = thrown instanceof InterruptedException ? 'ABORTED' : 'FAILURE'
    }
    if (post != null) {
        def outcome = currentBuild.currentResult.toLowerCase()
        def conditions = ['always', outcome, 'cleanup']
        for (int i = 0; i < conditions.size(); i++) {
            if (post.first(conditions[i]) != null) {
                post.first(conditions[i]).call()
            }
        }
    }
    if (failure != null) {
        throw failure
    }
}

/** Runs a closure only to hear what it says; afterwards it belongs to the pipeline again. */
private Section read(Closure body, List known) {
    def section = new Section(known)
    body.delegate = section
    body.resolveStrategy = Closure.DELEGATE_FIRST
    body.call()
    body.resolveStrategy = Closure.OWNER_FIRST
    body.delegate = body.owner
    section
}
