/** Promotes one image to an environment, after its gates and approvals; see promoteImage.txt. */
String call(Map options = [:]) {
    String name = "promote-${options.env}"
    String folder = null
    Map plan = null
    promotionEngine.onAgent(options) {
        folder = promotionEngine.newFolder(name)
        plan = next(promotionEngine(command: 'plan', options: options, folder: folder), options, folder)
        if (plan.next == 'promote') {
            plan = next(promotionEngine(command: 'promote', options: options, folder: folder), options, folder)
        }
    }
    while (plan.next == 'approve') {
        def answers = promotionEngine.ask(plan)
        promotionEngine.onAgent(options) {
            unstash(plan.stash)
            plan = next(promotionEngine(command: 'promote', options: options, folder: folder, approvals: answers), options, folder)
        }
    }
    if (!plan.reference) {
        return null
    }
    env.PROMOTED_IMAGE = plan.reference
    env."PROMOTED_IMAGE_${options.env.toString().toUpperCase(Locale.ROOT).replaceAll('[^A-Z0-9]', '_')}" = plan.reference
    promotionEngine.describe("${options.env}: ${plan.reference}")
    return plan.reference
}

/** What comes next; where people are asked, what they are asked, and all that another agent needs to go on. */
private Map next(String reference, Map options, String folder) {
    Map plan = [reference: reference, next: promotionEngine.output(folder, 'next.txt')]
    if (plan.next == 'approve') {
        plan.message = promotionEngine.output(folder, 'approval.txt')
        plan.submitters = promotionEngine.output(folder, 'submitters.txt')
        plan.people = Integer.parseInt(promotionEngine.output(folder, 'approvals.txt'))
        plan.minutes = Integer.parseInt(promotionEngine.output(folder, 'timeout.txt'))
        plan.stash = "promote-image-promote-${options.env}".toString()
        stash(name: plan.stash, includes: promotionEngine.filesFor(options, folder))
    }
    return plan
}
