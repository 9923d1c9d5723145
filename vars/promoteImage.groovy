/** Promotes one image to an environment, after its gates and approvals; see promoteImage.txt. */
String call(Map options = [:]) {
    String folder = null
    Map plan = null
    promotionEngine.onAgent(options) {
        folder = promotionEngine.newFolder("promote-${options.env}", options)
        plan = next(promotionEngine(command: 'plan', options: options, folder: folder), options, folder)
        if (plan.next == 'promote') {
            plan = next(promotionEngine(command: 'promote', options: options, folder: folder), options, folder)
        }
    }
    promotionEngine.passMilestone(plan, 'Before')
    while (plan.next == 'approve' || plan.next == 'wait') {
        def answers = plan.next == 'approve' ? promotionEngine.ask(plan) : null
        promotionEngine.inTurn(plan) {
            promotionEngine.onAgent(options) {
                unstash(plan.stash)
                plan = next(promotionEngine(command: 'promote', options: options, folder: folder, approvals: answers), options, folder)
            }
        }
    }
    if (!plan.reference) {
        return null
    }
    env.PROMOTED_IMAGE = plan.reference
    env."PROMOTED_IMAGE_${options.env.toString().toUpperCase(Locale.ROOT).replaceAll('[^A-Z0-9]', '_')}" = plan.reference
    return plan.reference
}

/**
 * What comes next; where the agent is let go before that, all that the next one needs to go on. The policy is not among it:
 * the next agent reads it anew, so a change is seen.
 */
private Map next(String reference, Map options, String folder) {
    Map plan = [reference: reference, next: promotionEngine.output(folder, 'next.txt')]
    if (plan.next == 'approve') {
        plan.message = promotionEngine.output(folder, 'approval.txt')
        plan.submitters = promotionEngine.output(folder, 'submitters.txt')
        plan.people = Integer.parseInt(promotionEngine.output(folder, 'approvals.txt'))
        plan.minutes = Integer.parseInt(promotionEngine.output(folder, 'timeout.txt'))
    }
    if (plan.next == 'approve' || plan.next == 'wait') {
        plan.milestone = promotionEngine.output(folder, 'milestone.txt')
        plan.lock = promotionEngine.output(folder, 'lock.txt')
        plan.stash = promotionEngine.keep(folder)
    }
    return plan
}
