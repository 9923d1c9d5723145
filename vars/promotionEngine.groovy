import groovy.json.JsonOutput

/**
 * Runs one command of the engine in the workspace and raises its own sentence when it fails.
 *
 * @param run command, options (the step's, untouched), folder, and, when people were asked, approvals (whatever `input` returned for each)
 * @return the image's reference, null when the command names none
 */
String call(Map run) {
    writeFile(file: "${run.folder}/engine.cjs", encoding: 'UTF-8', text: libraryResource(resource: 'promote-image/engine.cjs', encoding: 'UTF-8'))
    writeFile(file: "${run.folder}/request.json", encoding: 'UTF-8', text: JsonOutput.toJson(request(run)))
    int status = execute('needs', run.folder)
    if (status != 0 && !fileExists("${run.folder}/message.txt")) {
        requireNode()
    }
    if (status == 0) {
        withCredentials(credentials(run.folder)) {
            status = execute(run.command, run.folder)
        }
    }
    archiveArtifacts(artifacts: "${run.folder}/**", excludes: '**/request.json,**/engine.cjs', allowEmptyArchive: true)
    promotionShow(run.folder)
    if (status != 0) {
        fail(run, status)
        return null
    }
    return output(run.folder, 'reference.txt')
}

/** Only a refusal is ever softened, to what the engine left; then the pipeline goes on. */
private void fail(Map run, int status) {
    String message = output(run.folder, 'message.txt') ?:
        "promote-image ${run.command} ended with exit code ${status} and did not say why. Its last words are in the log above."
    String result = status == 20 ? output(run.folder, 'refusal.txt') : null
    if (!result) {
        error(message)
    }
    catchError(buildResult: result, stageResult: result) {
        error(message)
    }
}

/** Runs the body, with what recordImage left, on the agent that the pipeline holds; takes one when it holds none. */
void onAgent(Map options, Closure body) {
    if (!holdsAgent()) {
        node(options.node ? options.node.toString() : '') {
            if (!env.PROMOTE_IMAGE_STASH) {
                checkOut()
            }
            onAgent(options, body)
        }
        return
    }
    def stashes = (env.PROMOTE_IMAGE_STASH ?: '').tokenize(',')
    for (int i = 0; i < stashes.size(); i++) {
        unstash(stashes[i])
    }
    body()
}

/** Brings promotion.yaml to an agent that has nothing, as after a restart from a later stage; a pipeline that is typed into a job has no sources. */
private void checkOut() {
    try {
        checkout(scm)
    } catch (MissingPropertyException none) {
        echo("There are no sources to take promotion.yaml from: ${none.message}")
    }
}

boolean holdsAgent() {
    return env.NODE_NAME != null && env.WORKSPACE != null
}

/** The folder of a run, one for each image that a step names, without what an earlier build may have left there. */
String newFolder(String run, Map options) {
    // Environments have no `.`, images no `_` beside a `/`: no two have one folder.
    String image = options.image ? '.' + options.image.toString().replace('_', '__').replace('/', '_') : ''
    String folder = '.promote-image/' + (run + image).replaceAll('[^A-Za-z0-9._-]', '_')
    dir(folder) {
        deleteDir()
    }
    return folder
}

/** Keeps what another agent needs to go on: the folder of a run, and other files; returns the name to unstash. */
String keep(String folder, String others = '') {
    String name = folder.substring(1).replace('/', '-')
    stash(name: name, excludes: '**/engine.cjs', includes: others ? "${folder}/**,${others}" : "${folder}/**")
    return name
}

/** A line or a text that the engine wrote; null when it wrote none. */
String output(String folder, String file) {
    return fileExists("${folder}/${file}") ? readFile(file: "${folder}/${file}", encoding: 'UTF-8').trim() : null
}

/**
 * Asks so many people, one after another, until one says no; an answer without a form is left to the engine.
 * Asks for a comment too: only then does the answer tell a pressed button from a request that skipped the form.
 */
List ask(Map plan) {
    if (holdsAgent()) {
        echo('promoteImage holds an executor while it waits for the approval. To free it, call the step outside any node: in a ' +
            'declarative pipeline `agent none` at the top and an `agent` only in the stages that build.')
    }
    def answers = []
    timeout(time: plan.minutes, unit: 'MINUTES') {
        for (int i = 1; i <= plan.people; i++) {
            def answer = input(message: plan.people == 1 ? plan.message : "${plan.message}\n\nApproval ${i} of ${plan.people}.",
                ok: 'Answer', submitter: plan.submitters, submitterParameter: 'PROMOTE_IMAGE_APPROVER', parameters: [
                    choice(name: 'DECISION', choices: ['approve', 'reject'], description: 'Who rejects has to say why.'),
                    text(name: 'COMMENT', defaultValue: '', description: 'Goes into the record.')])
            answers.add(answer)
            if (!(answer instanceof Map) || answer.DECISION == 'reject') {
                break
            }
        }
    }
    return answers
}

/**
 * Passes a milestone where the plan wants them: one before people are asked and one before it is carried out,
 * since a build that comes to the second ends the older ones between the two.
 */
void passMilestone(Map plan, String label) {
    if (plan.milestone) {
        withPlugin('promoteImage(milestone: …)', 'milestone', 'pipeline-milestone-step') {
            milestone(label: "${label} ${plan.milestone}")
        }
    }
}

/** Runs the body when it is this build's turn, under the lock that the plan waits for. */
void inTurn(Map plan, Closure body) {
    passMilestone(plan, 'Promotion to')
    if (plan.lock) {
        withPlugin('promoteImage(lock: …)', 'lock', 'lockable-resources') {
            lock(resource: plan.lock) { body() }
        }
    } else {
        body()
    }
}

/** Calls a step that Jenkins need not have. */
void withPlugin(String who, String step, String plugin, String instead = 'leave the option out', Closure body) {
    try {
        body()
    } catch (NoSuchMethodError missing) {
        if (!missing.message.contains("'${step}'")) {
            throw missing
        }
        error("${who} calls the step `${step}`, which this Jenkins does not have. Install the plug-in `${plugin}`, or ${instead}.")
    }
}

/** Where Jenkins shows the page of a run once it is archived; null when Jenkins does not know its own address. */
String page(String folder) {
    return env.BUILD_URL ? "${env.BUILD_URL}artifact/${folder}/report/index.html" : null
}

private Map request(Map run) {
    def request = [command: run.command, options: withPolicy(run.options), jenkins: [
        buildNumber: env.BUILD_NUMBER, buildUrl: env.BUILD_URL, pageUrl: page(run.folder), jobName: env.JOB_NAME,
        result: currentBuild.currentResult, requester: requester(), commit: env.GIT_COMMIT, branch: env.BRANCH_NAME,
    ], failureTo: 'file']
    if (run.approvals) {
        request.approvals = run.approvals
    }
    return request
}

/** A policy in braces is read each time that the engine is asked; one that says nothing is not the absence of one. */
private Map withPolicy(Map options) {
    return options.policy instanceof Closure ? options + [policy: options.policy.call() ?: ''] : options
}

/** Who started the build, or one that led to it; nobody when that was a timer or a push. */
private String requester() {
    String user = starter(currentBuild)
    def before = currentBuild.upstreamBuilds
    for (int i = 0; i < before.size() && user == null; i++) {
        user = starter(before[i])
    }
    return user
}

/** Nobody, too, when Jenkins knows no users (a JSON null). */
private String starter(Object build) {
    def causes = build.getBuildCauses('hudson.model.Cause$UserIdCause')
    String user = causes.size() == 0 ? null : causes[0].userId.toString()
    return user == 'null' ? null : user
}

private void requireNode() {
    String check = 'node -e "var v=process.versions.node.split(\'.\');process.exit(v[0]*1e4+v[1]*100+ +v[2]<201801?1:0)"'
    int status = isUnix() ? sh(script: check, returnStatus: true, label: 'Node for promote-image') : bat(script: check, returnStatus: true, label: 'Node for promote-image')
    if (status != 0) {
        error("promote-image needs Node 20.18.1 or newer, and the agent ${env.NODE_NAME} has no such `node` on its PATH. Install it there, or " +
            "bring it with the NodeJS plug-in (declarative `tools { nodejs '…' }`, scripted `nodejs('…') { … }`), or run this stage in a container image that has it.")
    }
}

private List credentials(String folder) {
    def bindings = []
    def lines = (output(folder, 'needs.txt') ?: '').split('\n')
    for (int i = 0; i < lines.length; i++) {
        def words = lines[i].trim().split(' ')
        if (words.length == 4) {
            bindings.add(usernamePassword(credentialsId: words[1], usernameVariable: words[2], passwordVariable: words[3]))
        } else if (words.length == 5) {
            bindings.add(sshUserPrivateKey(credentialsId: words[1], keyFileVariable: words[2], usernameVariable: words[3], passphraseVariable: words[4]))
        } else if (words.length == 3 && words[0] == 'dockerCert') {
            bindings.add(clientCertificate(words[1], words[2]))
        } else if (words.length == 3 && words[0] == 'file') {
            bindings.add(file(credentialsId: words[1], variable: words[2]))
        } else if (words.length == 3) {
            bindings.add(string(credentialsId: words[1], variable: words[2]))
        }
    }
    return bindings
}

/** A folder with the certificate, its key, and the authority of a Docker host. */
private Object clientCertificate(String id, String variable) {
    def binding = null
    withPlugin("The credential ${id} of a Docker host", 'dockerCert', 'docker-commons', 'reach the host by ssh://') {
        binding = dockerCert(credentialsId: id, variable: variable)
    }
    return binding
}

private int execute(String command, String folder) {
    withEnv(["PROMOTE_IMAGE_COMMAND=${command}", "PROMOTE_IMAGE_FOLDER=${folder}"]) {
        isUnix() ? sh(returnStatus: true, label: "promote-image ${command}",
            script: 'node "$PROMOTE_IMAGE_FOLDER/engine.cjs" "$PROMOTE_IMAGE_COMMAND" --request "$PROMOTE_IMAGE_FOLDER/request.json"')
        : bat(returnStatus: true, label: "promote-image ${command}",
            script: '@node "%PROMOTE_IMAGE_FOLDER%/engine.cjs" "%PROMOTE_IMAGE_COMMAND%" --request "%PROMOTE_IMAGE_FOLDER%/request.json"')
    }
}
