/** Promotes one image to an environment, after its gates and approvals; see promoteImage.txt. */
String call(Map options = [:]) {
    String name = "promote-${options.env}"
    String folder = null
    Map plan = null
    String reference = null
    promotionEngine.onAgent(options) {
        folder = promotionEngine.newFolder(name)
        reference = promotionEngine(command: 'plan', options: options, folder: folder)
        plan = [next: promotionEngine.output(folder, 'next.txt')]
        if (plan.next == 'promote') {
            reference = promotionEngine(command: 'promote', options: options, folder: folder)
        } else if (plan.next == 'approve') {
            plan.message = promotionEngine.output(folder, 'approval.txt')
            plan.submitters = promotionEngine.output(folder, 'submitters.txt')
            plan.minutes = Integer.parseInt(promotionEngine.output(folder, 'timeout.txt'))
            stash(name: "promote-image-${name}", includes: promotionEngine.filesFor(options, folder))
        }
    }
    if (plan.next == 'approve') {
        def answer = ask(plan)
        promotionEngine.onAgent(options) {
            unstash("promote-image-${name}")
            reference = promotionEngine(command: 'promote', options: options, folder: folder, approval: answer)
        }
    }
    env.PROMOTED_IMAGE = reference
    env."PROMOTED_IMAGE_${options.env.toString().toUpperCase(Locale.ROOT).replaceAll('[^A-Z0-9]', '_')}" = reference
    promotionEngine.describe("${options.env}: ${reference}")
    return reference
}

/** Asks for a comment too: only then does the answer tell a pressed button from a request that skipped the form. */
private Object ask(Map plan) {
    if (promotionEngine.holdsAgent()) {
        echo('promoteImage holds an executor while it waits for the approval. To free it, call the step outside any node: in a ' +
            'declarative pipeline `agent none` at the top and an `agent` only in the stages that build.')
    }
    timeout(time: plan.minutes, unit: 'MINUTES') {
        input(message: plan.message, ok: 'Approve', submitter: plan.submitters, submitterParameter: 'PROMOTE_IMAGE_APPROVER',
            parameters: [text(name: 'COMMENT', defaultValue: '', description: 'Goes into the record of this approval.')])
    }
}
